package dev.sirius.core.model;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.time.Instant;

/**
 * An entry of the list of installed models.
 *
 * @param name its name
 * @param id the first 12 hexadecimal digits of its manifest's digest
 * @param size bytes of all its layers; unknown where only a rounded figure is told
 * @param sizeText the size as Ollama prints it, 1000-based and cut off, such as {@code 4.9 GB}
 * @param modifiedAt when it was last changed
 * @param quantization the quantization that Ollama shows for it, such as {@code Q4_K_M}
 */
public record InstalledModel(
    ModelName name,
    String id,
    Fact<ByteSize> size,
    String sizeText,
    Fact<Instant> modifiedAt,
    Fact<String> quantization) {

  public InstalledModel {
    requireNonNull(name, "name");
    requireNonNull(id, "id");
    requireNonNull(size, "size");
    requireNonNull(sizeText, "sizeText");
    requireNonNull(modifiedAt, "modifiedAt");
    requireNonNull(quantization, "quantization");
  }
}
