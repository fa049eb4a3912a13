package dev.sirius.core.usecase.family;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.family.LevelLines;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.model.ModelDescription;

/** What a member is like but for its record, for whoever makes another member like it. */
final class Unrecorded {

  private Unrecorded() {}

  /** A model's description without the record of its levels, for the level has one of its own. */
  static ModelDescription of(LevelRecord record, ModelDescription model) {
    Fact<String> license =
        model.license().map(text -> text.replace(LevelLines.render(record), "").strip());
    return new ModelDescription(
        model.name(),
        model.architecture(),
        model.parameterSize(),
        model.quantization(),
        model.contextLength(),
        model.embeddingLength(),
        model.capabilities(),
        model.parameters(),
        model.template(),
        model.system(),
        license,
        model.messages(),
        model.requires(),
        model.renderer(),
        model.parser(),
        model.parts(),
        model.modelfile(),
        model.metadata(),
        model.tensors());
  }
}
