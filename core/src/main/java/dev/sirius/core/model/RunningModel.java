package dev.sirius.core.model;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.time.Instant;

/**
 * A model that is loaded now.
 *
 * @param name its name
 * @param id the first 12 hexadecimal digits of its manifest's digest
 * @param size memory that it takes, by Ollama's own account; unknown where only a rounded figure is
 *     told
 * @param sizeText the same as Ollama prints it, 1000-based and cut off
 * @param processor where it runs as Ollama prints it: {@code 100% CPU}, {@code 48%/52% CPU/GPU}
 * @param contextLength tokens
 * @param expiresAt when Ollama will unload it
 */
public record RunningModel(
    ModelName name,
    String id,
    Fact<ByteSize> size,
    String sizeText,
    String processor,
    Fact<Integer> contextLength,
    Fact<Instant> expiresAt) {

  public RunningModel {
    requireNonNull(name, "name");
    requireNonNull(id, "id");
    requireNonNull(size, "size");
    requireNonNull(sizeText, "sizeText");
    requireNonNull(processor, "processor");
    requireNonNull(contextLength, "contextLength");
    requireNonNull(expiresAt, "expiresAt");
  }
}
