package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.Family;
import dev.sirius.core.family.LevelLines;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.gguf.port.WeightsWriter;
import dev.sirius.core.gguf.port.WritePlan;
import dev.sirius.core.gguf.port.WrittenFile;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.ModelfileRenderer;
import dev.sirius.core.usecase.LevelWeights;
import dev.sirius.core.weights.CarriedOver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes a family to one GGUF file: the parent's weights, and as keys what a machine without a
 * network needs to make the other members of them.
 */
public final class ExportFamily {

  private static final int PIECE_BYTES = 1 << 20;

  private final ModelStore store;
  private final WeightsFiles files;

  /**
   * @param store the models
   * @param files reads the parent's weights and writes the file
   */
  public ExportFamily(ModelStore store, WeightsFiles files) {
    this.store = requireNonNull(store, "store");
    this.files = requireNonNull(files, "files");
  }

  /**
   * Writes a family.
   *
   * @param target the new file; its directory exists
   * @param replace whether a file that is there may be replaced
   * @param progress is told each step
   * @throws FamilyException {@code DAMAGED} when the parent is missing; {@code NO_FAMILY} when it
   *     has parts that one file cannot carry
   */
  public WrittenFile export(
      FamilyState state, Path target, boolean replace, Consumer<Progress> progress) {
    if (!state.parent().exists()) {
      throw new FamilyException(FamilyException.Kind.DAMAGED, state.damages().get(0));
    }
    Family family = state.family();
    LevelRecord record = family.record(family.parent().type());
    ModelDescription parent = store.show(state.parent().name());
    String modelfile = modelfile(Unrecorded.of(record, parent));
    try (WeightsReader source = files.open(LevelWeights.weightsOf(parent))) {
      Metadata metadata =
          source
              .facts()
              .metadata()
              .with(ExportKeys.FAMILY, GgufValue.Text.of(family.primary().shortForm()))
              .with(ExportKeys.RECORD, GgufValue.Text.of(LevelLines.render(record)))
              .with(ExportKeys.MODELFILE, GgufValue.Text.of(modelfile));
      List<TensorInfo> tensors = source.facts().tensors();
      WritePlan plan = new WritePlan(metadata, tensors, Optional.of(source), replace);
      try (WeightsWriter writer = files.create(target, plan)) {
        copy(source, tensors, writer, progress);
        return writer.commit();
      }
    }
  }

  private static String modelfile(ModelDescription parent) {
    CarriedOver.Result carried = CarriedOver.of(parent);
    boolean hasParts =
        carried.instructions().stream()
            .anyMatch(
                instruction ->
                    instruction instanceof Instruction.From
                        || instruction instanceof Instruction.Adapter
                        || instruction instanceof Instruction.Draft);
    if (hasParts || !carried.missing().isEmpty()) {
      throw new FamilyException(
          FamilyException.Kind.NO_FAMILY,
          parent.name()
              + " has what one file cannot carry ("
              + (hasParts
                  ? "a projector, adapter or draft model"
                  : String.join("; ", carried.missing()))
              + "); copy Ollama's models folder instead");
    }
    List<Instruction> instructions = new ArrayList<>();
    instructions.add(new Instruction.From(ExportKeys.ITSELF));
    instructions.addAll(carried.instructions());
    return new ModelfileRenderer().render(new Modelfile(instructions));
  }

  private static void copy(
      WeightsReader source,
      List<TensorInfo> tensors,
      WeightsWriter writer,
      Consumer<Progress> progress) {
    byte[] piece = new byte[PIECE_BYTES];
    long total = source.facts().tensorBytes();
    long done = 0;
    for (TensorInfo tensor : tensors) {
      for (long position = 0; position < tensor.bytes(); position += piece.length) {
        int count = (int) Math.min(piece.length, tensor.bytes() - position);
        source.read(tensor, position, piece, 0, count);
        writer.write(piece, 0, count);
        done += count;
        progress.accept(Progress.of("writing " + tensor.name(), done, total));
      }
    }
  }
}
