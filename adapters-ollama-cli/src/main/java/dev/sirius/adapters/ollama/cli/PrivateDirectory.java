package dev.sirius.adapters.ollama.cli;

import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A directory that nobody else may look into, for one Modelfile. It is removed when it is closed,
 * and when this process is told to end before. Its name has this process's number, by which the
 * next run finds those of processes that were killed, and removes them.
 */
final class PrivateDirectory implements AutoCloseable {

  private static final String PREFIX = "sirius-modelfile-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,18})-\\d+");
  private static final String FILE = "Modelfile";

  private final Path directory;
  private final Thread atShutdown = new Thread(this::remove, "remove temporary Modelfile");

  private PrivateDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes one, and the Modelfile in it.
   *
   * @param parent where to make it
   * @throws ModelStoreException {@code LOCAL_FILE} when it cannot be made or written; then nothing
   *     is left
   */
  static PrivateDirectory with(String modelfile, Path parent) {
    return with(modelfile, parent, Files::writeString);
  }

  /** How a text is written to a file. */
  interface Writing {
    Path write(Path file, CharSequence text, OpenOption... options) throws IOException;
  }

  static PrivateDirectory with(String modelfile, Path parent, Writing writing) {
    PrivateDirectory made = null;
    try {
      made =
          new PrivateDirectory(
              Files.createTempDirectory(
                  parent, PREFIX + ProcessHandle.current().pid() + "-", forOwner(parent)));
      Runtime.getRuntime().addShutdownHook(made.atShutdown);
      writing.write(made.modelfile(), modelfile);
      return made;
    } catch (IOException | IllegalStateException e) {
      if (made != null) {
        made.close();
      }
      boolean interrupted = e instanceof ClosedByInterruptException;
      throw new ModelStoreException(
          interrupted ? Kind.INTERRUPTED : Kind.LOCAL_FILE,
          "the Modelfile cannot be written to a temporary directory in "
              + parent
              + ": "
              + reason(e)
              + "; make room there, or have another directory for temporary files",
          e);
    }
  }

  /** Removes what processes left that are no more; what another user's left stays. */
  static void removeRemains(Path parent) {
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path directory : directories) {
        Matcher name = NAME.matcher(String.valueOf(directory.getFileName()));
        if (name.matches()
            && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
            && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
          new PrivateDirectory(directory).remove();
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Nothing was left here, or it is not to be looked at.
    }
  }

  private static FileAttribute<?>[] forOwner(Path parent) throws IOException {
    boolean posix = Files.getFileStore(parent).supportsFileAttributeView("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Java says only the path when a file is missing or access denied. */
  private static String reason(Exception exception) {
    return exception
            .getClass()
            .getSimpleName()
            .replaceAll("(?<=[a-z])(?=[A-Z])|Exception$", " ")
            .strip()
        + " ("
        + exception.getMessage()
        + ")";
  }

  Path path() {
    return directory;
  }

  Path modelfile() {
    return directory.resolve(FILE);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atShutdown);
    } catch (IllegalStateException e) {
      // The hook is running.
    }
    remove();
  }

  private void remove() {
    try {
      Files.deleteIfExists(modelfile());
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      // What cannot be removed is left to the system's own cleaning of temporary files.
    }
  }
}
