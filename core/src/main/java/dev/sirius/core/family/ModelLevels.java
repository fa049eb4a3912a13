package dev.sirius.core.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The levels that a model has.
 *
 * @param name the model
 * @param quantization the model's own quantization as Ollama reports it
 * @param recorded what it records of its levels; empty when it records none
 */
public record ModelLevels(
    ModelName name, Fact<String> quantization, Optional<LevelRecord> recorded) {

  public ModelLevels {
    requireNonNull(name, "name");
    requireNonNull(quantization, "quantization");
    requireNonNull(recorded, "recorded");
  }

  /**
   * Reads them from what Ollama tells of a model: its licences first, then the rest of what it
   * prints.
   */
  public static ModelLevels of(ModelDescription model) {
    Optional<LevelRecord> recorded =
        Stream.of(model.license(), model.modelfile())
            .flatMap(text -> text.toOptional().stream())
            .flatMap(text -> LevelLines.find(text).stream())
            .findFirst();
    return new ModelLevels(model.name(), model.quantization(), recorded);
  }
}
