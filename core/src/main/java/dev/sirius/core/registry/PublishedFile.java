package dev.sirius.core.registry;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.size.ByteSize;
import java.net.URI;
import java.util.Optional;

/**
 * A file of weights that is published.
 *
 * @param label what people know it by: a file's name, or a model's name with its tag
 * @param address where its bytes are
 * @param size its length; empty when nobody tells it before it is asked for
 * @param digest SHA-256 as 64 hexadecimal digits; empty when nobody tells it
 */
public record PublishedFile(
    String label, URI address, Optional<ByteSize> size, Optional<String> digest) {

  public PublishedFile {
    requireNonNull(label, "label");
    requireNonNull(address, "address");
    requireNonNull(size, "size");
    digest.ifPresent(
        hex -> {
          if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                "a digest that is not 64 hexadecimal digits in lower case, of " + label);
          }
        });
  }
}
