package dev.sirius.adapters.ollama.store;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A part of a model in a manifest.
 *
 * @param mediaType what it is, as written
 * @param digest the blob that holds it
 * @param size bytes of that blob, 0 or more
 * @param from the model or file that it was taken from; empty when none is stated
 * @param name the name of a tensor or file that it holds; empty when none is stated
 */
record Layer(
    String mediaType, Digest digest, long size, Optional<String> from, Optional<String> name) {

  /** The kinds of parts that Sirius knows. */
  enum Kind {
    MODEL,
    PROJECTOR,
    ADAPTER,
    DRAFT,
    TEMPLATE,
    SYSTEM,
    PARAMS,
    MESSAGES,
    LICENSE;

    String mediaType() {
      return "application/vnd.ollama.image." + name().toLowerCase(Locale.ROOT);
    }
  }

  static final String CONFIG = "application/vnd.docker.container.image.v1+json";

  Layer {
    requireNonNull(digest, "digest");
    requireNonNull(from, "from");
    requireNonNull(name, "name");
    if (size < 0) {
      throw new IllegalArgumentException("a layer of " + size + " bytes; 0 or more is allowed");
    }
  }

  static Layer of(Kind kind, Digest digest, long size) {
    return new Layer(kind.mediaType(), digest, size, Optional.empty(), Optional.empty());
  }

  /** The same part, taken from a model. */
  Layer takenFrom(String source) {
    return new Layer(mediaType, digest, size, Optional.of(source), name);
  }

  boolean is(Kind kind) {
    return mediaType.equals(kind.mediaType());
  }

  /** What the part is; empty for kinds that Sirius does not know. */
  Optional<Kind> kind() {
    return Arrays.stream(Kind.values()).filter(this::is).findFirst();
  }
}
