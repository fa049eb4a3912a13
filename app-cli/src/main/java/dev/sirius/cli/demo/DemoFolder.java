package dev.sirius.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A folder that goes with all that is in it when it is closed, and when the program is asked to
 * end, as by Ctrl-C. In the latter case whoever works in it is given time to close it, since what
 * is still being written would come back.
 */
public final class DemoFolder implements AutoCloseable {

  /** A step of the demonstration takes less. */
  private static final long SECONDS_TO_CLOSE = 10;

  private static final int TRIES = 5;

  private final Path path;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread atEnd = new Thread(this::end, "sirius-demo-folder");
  private volatile boolean ending;

  private DemoFolder(Path path) {
    this.path = path;
  }

  /**
   * Makes an empty folder that only this user may enter.
   *
   * @param parent the directory for temporary files
   * @throws UncheckedIOException when it cannot be made
   */
  public static DemoFolder in(Path parent) {
    try {
      DemoFolder folder = new DemoFolder(Files.createTempDirectory(parent, "sirius-demo-"));
      Runtime.getRuntime().addShutdownHook(folder.atEnd);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no folder for the demonstration can be made in "
              + parent
              + " ("
              + e.getMessage()
              + "); let TMPDIR name a directory that this user may write to",
          e);
    }
  }

  public Path path() {
    return path;
  }

  /** Whether the program is asked to end. */
  public boolean isEnding() {
    return ending;
  }

  private void end() {
    ending = true;
    try {
      if (!closed.await(SECONDS_TO_CLOSE, TimeUnit.SECONDS)) {
        remove();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Removes the folder and all that is in it; links are removed, not followed. */
  @Override
  public void close() {
    remove();
    closed.countDown();
    if (!ending) {
      try {
        Runtime.getRuntime().removeShutdownHook(atEnd);
      } catch (IllegalStateException e) {
        // the program is ending, and the hook finds the folder closed
      }
    }
  }

  private void remove() {
    IOException failure = null;
    for (int i = 0; i < TRIES && Files.exists(path); i++) {
      try {
        Files.walkFileTree(path, new Removal());
        return;
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw new UncheckedIOException(
          "the folder " + path + " could not be removed (" + failure.getMessage() + "); remove it",
          failure);
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null && !(failure instanceof NoSuchFileException)) {
        throw failure;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
