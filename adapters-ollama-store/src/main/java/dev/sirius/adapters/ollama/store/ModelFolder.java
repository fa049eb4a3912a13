package dev.sirius.adapters.ollama.store;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The folder itself: where its parts lie, and what its failures mean. Beside Ollama's {@code
 * manifests} and {@code blobs} Sirius keeps a folder {@code sirius} of its own there, for locks and
 * unfinished files, which Ollama never looks into.
 */
final class ModelFolder {

  private final Path root;

  ModelFolder(Path root) {
    this.root = requireNonNull(root, "root").toAbsolutePath().normalize();
  }

  Path root() {
    return root;
  }

  Path manifests() {
    return root.resolve("manifests");
  }

  Path blobs() {
    return root.resolve("blobs");
  }

  /** Where unfinished files lie until they are whole. */
  Path unfinished() {
    return root.resolve("sirius").resolve("unfinished");
  }

  Path locks() {
    return root.resolve("sirius").resolve("locks");
  }

  /** Makes a folder with those above it. */
  Path prepared(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw failure("make the folder " + folder, e);
    }
  }

  /** What a failed access to the folder means, with the way out. */
  ModelStoreException failure(String what, IOException e) {
    if (e instanceof AccessDeniedException || isReadOnly(e)) {
      return new ModelStoreException(
          Kind.LOCAL_FILE,
          "cannot "
              + what
              + ": the model folder "
              + root
              + " is not yours to change; run as its owner, name another folder with --store, or go"
              + " through the server with --adapter http",
          e);
    }
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return new ModelStoreException(
        Kind.LOCAL_FILE,
        "cannot "
            + what
            + ": "
            + (reason == null ? e.getClass().getSimpleName() : reason)
            + "; check the disk and the folder "
            + root,
        e);
  }

  private static boolean isReadOnly(IOException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return e.getCause() instanceof ReadOnlyFileSystemException || message.contains("read-only");
  }

  /** What lies in one of the parts, by name; nothing when it is not there. */
  List<Path> files(Path part) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(part)) {
      stream.forEach(files::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | DirectoryIteratorException e) {
      throw failure(
          "list the folder " + part, e instanceof IOException io ? io : new IOException(e));
    }
    files.sort(Comparator.naturalOrder());
    return files;
  }

  /** Whether a path is a plain file; a symbolic link is none. */
  static boolean isPlainFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether a path is a plain folder; a symbolic link is none. */
  static boolean isPlainFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }
}
