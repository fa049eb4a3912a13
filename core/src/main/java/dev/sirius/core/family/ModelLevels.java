package dev.sirius.core.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import java.util.List;
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
   * Reads them from what Ollama tells of a model: its licences, or else the rest of what it prints.
   * Where there are several records, as in a model that was made from another one of Sirius's, the
   * last one that names the model's own quantization counts, or else the last one.
   */
  public static ModelLevels of(ModelDescription model) {
    List<LevelRecord> records =
        Stream.of(model.license(), model.modelfile())
            .flatMap(text -> text.toOptional().stream())
            .map(LevelLines::findAll)
            .filter(found -> !found.isEmpty())
            .findFirst()
            .orElse(List.of());
    Optional<LevelRecord> own =
        records.stream()
            .filter(record -> isOf(record, model.quantization()))
            .reduce(ModelLevels::last);
    return new ModelLevels(
        model.name(),
        model.quantization(),
        own.or(() -> records.stream().reduce(ModelLevels::last)));
  }

  private static boolean isOf(LevelRecord record, Fact<String> quantization) {
    return quantization.toOptional().filter(record.primary()::equalsIgnoreCase).isPresent();
  }

  private static LevelRecord last(LevelRecord first, LevelRecord second) {
    return second;
  }
}
