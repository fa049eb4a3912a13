package dev.sirius.adapters.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A copy of the few files by which a kernel tells of itself. */
final class FakeRoot {

  private final Path root;

  FakeRoot(Path root) {
    this.root = root;
  }

  FakeRoot with(String name, String text) {
    return with(name, text.getBytes(StandardCharsets.UTF_8));
  }

  FakeRoot with(String name, byte[] content) {
    try {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** 16 GiB of which 8 are available, 8 threads on 4 cores. */
  FakeRoot withMachine() {
    with(
        "proc/meminfo",
        "MemTotal:       16777216 kB\nMemFree:  1 kB\nMemAvailable:    8388608 kB\n");
    StringBuilder cpuinfo = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      cpuinfo.append("processor\t: ").append(i).append("\nmodel name\t: Some CPU @ 3 GHz\n");
      cpuinfo.append("physical id\t: 0\ncore id\t\t: ").append(i % 4).append('\n');
      cpuinfo.append("flags\t\t: fpu sse4_2 avx avx2 fma f16c avx512_vnni\n\n");
    }
    return with("proc/cpuinfo", cpuinfo.toString());
  }

  Path path() {
    return root;
  }

  LinuxDevice device() {
    return new LinuxDevice(new SystemFiles(root));
  }
}
