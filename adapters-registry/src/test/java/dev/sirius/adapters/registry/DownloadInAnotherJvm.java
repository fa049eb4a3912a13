package dev.sirius.adapters.registry;

import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.size.ByteSize;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Downloads one file, in a process that can be killed. */
final class DownloadInAnotherJvm {

  private DownloadInAnotherJvm() {}

  /** Takes the address, the length, the digest and the target. */
  public static void main(String[] arguments) {
    HttpRegistry.builder()
        .patience(Patience.DEFAULT)
        .pieces(64 << 10, 2)
        .build()
        .download(
            new PublishedFile(
                "model.gguf",
                URI.create(arguments[0]),
                Optional.of(new ByteSize(Long.parseLong(arguments[1]))),
                Optional.of(arguments[2])),
            Path.of(arguments[3]),
            step -> {});
  }
}
