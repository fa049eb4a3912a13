package dev.sirius.cli.wiring;

import java.nio.file.Path;
import java.util.Map;

/** The folder of what Sirius keeps and can do without. */
final class CacheFolder {

  private CacheFolder() {}

  /** {@code sirius} in the folder for caches: {@code XDG_CACHE_HOME}, or {@code ~/.cache}. */
  static Path of(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    String folder = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base = folder.isEmpty() ? Path.of(home, ".cache") : Path.of(folder);
    return base.resolve("sirius");
  }

  /**
   * Where large temporary files go: {@code TMPDIR} where it is set, or else the folder for caches,
   * since a system's own {@code /tmp} often lies in memory.
   */
  static Path temporaryFiles(Map<String, String> environment) {
    String stated = environment.getOrDefault("TMPDIR", "");
    return stated.isBlank() ? of(environment).resolve("work") : Path.of(stated);
  }
}
