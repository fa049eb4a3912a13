package dev.sirius.adapters.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sirius.core.registry.HeaderRanges;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was fetched of registries, in a folder of this machine: lists of files, and beginnings of
 * files. A list counts for a day; a beginning for ever where the file's digest is known, else for a
 * day, after which it is asked whether the file is still the same. What cannot be read or written
 * is as if it were not there: the cache only saves requests.
 */
final class HeaderCache {

  /** How long it is not asked anew. */
  static final Duration FRESH = Duration.ofDays(1);

  /** All that is kept, in bytes; beyond it the oldest goes. */
  static final long MOST_BYTES = 512L << 20;

  private static final int LARGEST_LIST = 8 << 20;
  private static final int LONGEST_LINE = 4096;

  private final ObjectMapper json = new ObjectMapper();
  private final Path folder;
  private final Clock clock;

  HeaderCache(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** The beginning of a file. */
  static final class Kept {
    private final byte[] bytes;
    private final long fileLength;
    private final String etag;

    /**
     * @param bytes the file's first bytes; not copied
     * @param fileLength bytes of the whole file
     * @param etag the version that the server named; empty when it named none
     */
    Kept(byte[] bytes, long fileLength, String etag) {
      this.bytes = bytes;
      this.fileLength = fileLength;
      this.etag = etag;
    }

    byte[] bytes() {
      return bytes;
    }

    long fileLength() {
      return fileLength;
    }

    String etag() {
      return etag;
    }
  }

  /**
   * A beginning, and whether it counts without asking.
   *
   * @param kept the bytes
   * @param fresh whether nothing need be asked
   */
  record Found(Kept kept, boolean fresh) {}

  Optional<List<PublishedFile>> list(String model, boolean ofAnyAge) {
    Path path = path(model, "json");
    try {
      if (!Files.isRegularFile(path)
          || Files.size(path) > LARGEST_LIST
          || !(ofAnyAge || isFresh(path))) {
        return Optional.empty();
      }
      JsonNode root = json.readTree(Files.readAllBytes(path));
      if (!root.path("model").asText().equals(model)) {
        return Optional.empty();
      }
      List<PublishedFile> files = new ArrayList<>();
      for (JsonNode each : root.path("files")) {
        files.add(
            new PublishedFile(
                each.path("label").asText(),
                URI.create(each.path("address").asText()),
                each.has("size")
                    ? Optional.of(new ByteSize(each.path("size").asLong()))
                    : Optional.empty(),
                each.has("digest") ? Optional.of(each.path("digest").asText()) : Optional.empty()));
      }
      return files.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(files));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  void keepList(String model, List<PublishedFile> files) {
    ObjectNode root = json.createObjectNode().put("model", model);
    ArrayNode list = root.putArray("files");
    for (PublishedFile file : files) {
      ObjectNode each = list.addObject();
      each.put("label", file.label()).put("address", file.address().toString());
      file.size().ifPresent(size -> each.put("size", size.bytes()));
      file.digest().ifPresent(digest -> each.put("digest", digest));
    }
    write(path(model, "json"), root.toString().getBytes(UTF_8), new byte[0]);
  }

  Optional<Found> beginning(PublishedFile file) {
    Path path = path(identity(file), "header");
    try {
      if (!Files.isRegularFile(path)
          || Files.size(path) > HeaderRanges.MOST_BYTES + (long) LONGEST_LINE) {
        return Optional.empty();
      }
      byte[] all = Files.readAllBytes(path);
      int end = 0;
      while (end < Math.min(all.length, LONGEST_LINE) && all[end] != '\n') {
        end++;
      }
      JsonNode line = json.readTree(all, 0, end);
      byte[] bytes = Arrays.copyOfRange(all, Math.min(all.length, end + 1), all.length);
      long length = line.path("length").asLong(-1);
      boolean right =
          line.path("sha256").asText().equals(Sha256.of(bytes))
              && bytes.length > 0
              && length >= bytes.length
              && (file.size().isEmpty() || file.size().get().bytes() == length);
      return right
          ? Optional.of(
              new Found(
                  new Kept(bytes, length, line.path("etag").asText()),
                  file.digest().isPresent() || isFresh(path)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void keepBeginning(PublishedFile file, Kept kept) {
    ObjectNode line =
        json.createObjectNode()
            .put("length", kept.fileLength())
            .put("etag", kept.etag())
            .put("sha256", Sha256.of(kept.bytes()));
    String text = line + "\n";
    if (text.length() < LONGEST_LINE) {
      write(path(identity(file), "header"), text.getBytes(UTF_8), kept.bytes());
    }
  }

  /** The beginning is still that of the file: it counts for another day. */
  void refresh(PublishedFile file) {
    try {
      Files.setLastModifiedTime(path(identity(file), "header"), FileTime.from(clock.instant()));
    } catch (IOException e) {
      // It is asked again next time.
      return;
    }
  }

  private static String identity(PublishedFile file) {
    return file.digest().map(digest -> "sha256:" + digest).orElse(file.address().toString());
  }

  private Path path(String identity, String ending) {
    return folder.resolve(Sha256.of(identity.getBytes(UTF_8)) + "." + ending);
  }

  private boolean isFresh(Path path) throws IOException {
    Duration age = Duration.between(Files.getLastModifiedTime(path).toInstant(), clock.instant());
    return age.compareTo(FRESH) < 0;
  }

  private void write(Path path, byte[] first, byte[] second) {
    Path aside = path.resolveSibling(path.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
          FileChannel.open(
              aside,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        writeAll(channel, first);
        writeAll(channel, second);
        channel.force(true);
      }
      Files.setLastModifiedTime(aside, FileTime.from(clock.instant()));
      Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      prune();
    } catch (IOException e) {
      // Next time it is fetched again.
      return;
    }
  }

  private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private void prune() throws IOException {
    List<Path> newestFirst;
    try (Stream<Path> files = Files.list(folder)) {
      newestFirst =
          files
              .filter(Files::isRegularFile)
              .sorted(Comparator.comparing(HeaderCache::modified).reversed())
              .toList();
    }
    long kept = 0;
    for (Path file : newestFirst) {
      kept += Files.size(file);
      if (kept > MOST_BYTES) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
