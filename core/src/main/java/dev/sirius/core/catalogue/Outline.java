package dev.sirius.core.catalogue;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.size.ByteSize;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one size of a model without drawing its tensors: enough to tell which of many
 * models a device can run.
 *
 * @param name its name in the catalogue
 * @param family what models of one line have in common, as in {@link LibraryModel}
 * @param parameters number of its weights
 * @param pulls how often it was fetched; empty when that is not known
 * @param forms what it takes at each level that it can be brought to
 */
public record Outline(
    ModelName name, String family, long parameters, Optional<Long> pulls, Map<Level, Form> forms) {

  /**
   * The context length that the memory in outlines holds at, in tokens: Ollama's default on a
   * device without much memory on accelerators.
   */
  public static final long CONTEXT_LENGTH = 4096;

  /**
   * A model at a level.
   *
   * @param tag the tag under which the library has it, or the entry's own where it has it not
   * @param needed memory that it takes at {@link #CONTEXT_LENGTH} tokens, or at as many as it was
   *     trained for, with what Ollama adds
   */
  public record Form(String tag, ByteSize needed) {
    public Form {
      requireNonNull(tag, "tag");
      requireNonNull(needed, "needed");
    }
  }

  public Outline {
    requireNonNull(name, "name");
    requireNonNull(family, "family");
    requireNonNull(pulls, "pulls");
    forms = Map.copyOf(forms);
    if (parameters < 1) {
      throw new IllegalArgumentException(
          "model '" + name + "' has " + parameters + " weights; 1 or more are needed");
    }
  }
}
