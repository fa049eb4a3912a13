package dev.sirius.adapters.device;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The small files by which a Linux kernel tells of itself: {@code /proc}, {@code /sys}, {@code
 * /etc}. A file that is missing or unreadable is an empty answer, never an error.
 */
final class SystemFiles {

  /** The most that is read of a file: {@code /proc/cpuinfo} of a large machine has some 500 KiB. */
  private static final int LARGEST = 4 << 20;

  private final Path root;

  /**
   * @param root {@code /}, or a copy of it
   */
  SystemFiles(Path root) {
    this.root = root;
  }

  /** The text of a file named from the root, such as {@code proc/meminfo}. */
  Optional<String> text(String name) {
    return bytes(name, LARGEST).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** The first bytes of a file, so many at most. */
  Optional<byte[]> bytes(String name, int most) {
    try (InputStream in = Files.newInputStream(root.resolve(name))) {
      return Optional.of(in.readNBytes(most));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Where a file or folder really is when its links are followed, from the root. */
  Optional<String> place(String name) {
    try {
      return Optional.of(root.toRealPath().relativize(root.resolve(name).toRealPath()).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The whole number from 0 on that a file holds; empty when it holds anything else. */
  OptionalLong number(String name) {
    return text(name)
        .map(String::strip)
        .filter(text -> text.matches("\\d{1,18}"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  boolean exists(String name) {
    return Files.exists(root.resolve(name));
  }

  /** The names in a folder that match a pattern such as {@code card?}, in order. */
  List<String> names(String folder, String pattern) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(folder), pattern)) {
      entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    } catch (IOException e) {
      return List.of();
    }
    names.sort(null);
    return names;
  }
}
