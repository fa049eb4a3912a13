package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Works out the memory that a model takes as each level. */
@FunctionalInterface
public interface LevelMemory {

  /**
   * What levels take.
   *
   * @param context tokens of context that it holds at
   * @param needed the memory of each type that the model can be had in, finest first
   * @param best the finest type that fits this device now; empty when none does
   * @param certain false when the device's memory is not known
   */
  record Answer(
      long context,
      Map<QuantizationType, ByteSize> needed,
      Optional<QuantizationType> best,
      boolean certain) {
    public Answer {
      needed = Collections.unmodifiableMap(new LinkedHashMap<>(needed));
      requireNonNull(best, "best");
    }
  }

  /**
   * The memory of a model as each of some types; types that it cannot be had in are left out.
   *
   * @param context tokens of context; empty for what Ollama would take
   * @param environment the Ollama server's environment, as far as it is known
   * @throws FamilyException {@code NOT_KNOWN} when what the model is made of is not known
   */
  Answer of(
      ModelDescription model,
      List<QuantizationType> types,
      Optional<Long> context,
      Map<String, String> environment);
}
