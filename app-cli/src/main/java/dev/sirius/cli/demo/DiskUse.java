package dev.sirius.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** What the files of a folder take on the disk. */
public final class DiskUse {

  private DiskUse() {}

  /**
   * Bytes of all files in a folder, but of those that are only second names of files elsewhere,
   * where the system tells such; 0 when there is no folder.
   *
   * @throws UncheckedIOException when it cannot be read
   */
  public static long bytes(Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    Sum sum = new Sum(folder.getFileSystem().supportedFileAttributeViews().contains("unix"));
    try {
      Files.walkFileTree(folder, sum);
    } catch (IOException e) {
      throw new UncheckedIOException("what lies in " + folder + " cannot be counted", e);
    }
    return sum.bytes;
  }

  private static final class Sum extends SimpleFileVisitor<Path> {
    private final boolean linksAreTold;
    private long bytes;

    private Sum(boolean linksAreTold) {
      this.linksAreTold = linksAreTold;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      boolean second = linksAreTold && (int) Files.getAttribute(file, "unix:nlink") > 1;
      if (attributes.isRegularFile() && !second) {
        bytes = Math.addExact(bytes, attributes.size());
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
