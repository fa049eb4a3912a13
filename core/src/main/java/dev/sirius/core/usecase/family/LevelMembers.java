package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.Family;
import dev.sirius.core.family.LevelLines;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.family.Lineage;
import dev.sirius.core.family.ModelLevels;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.usecase.Inheritance;
import dev.sirius.core.usecase.LevelPlan;
import dev.sirius.core.usecase.LevelWeights;
import dev.sirius.core.usecase.ReadBase;
import dev.sirius.core.weights.Guidance;
import dev.sirius.core.weights.RoutePlanner;
import dev.sirius.core.weights.TensorDigest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes members with Sirius's own quantizer. A parent in the source's own type shares the source's
 * weights, so it takes no room of its own; every level is made from the parent's weights, so that
 * the same parent gives the same level on every machine.
 */
public final class LevelMembers implements MemberMaker {

  private static final String MADE =
      "quantized from the parent's weights by the rules of llama-quantize, without importance"
          + " matrix";

  private final ModelStore store;
  private final LevelWeights levelWeights;
  private final WeightsFiles files;
  private final String version;

  /**
   * @param store the models
   * @param levelWeights makes their weights
   * @param files reads the weights that others are made from
   * @param version Sirius's version, which the weights will name
   */
  public LevelMembers(
      ModelStore store, LevelWeights levelWeights, WeightsFiles files, String version) {
    this.store = requireNonNull(store, "store");
    this.levelWeights = requireNonNull(levelWeights, "levelWeights");
    this.files = requireNonNull(files, "files");
    this.version = requireNonNull(version, "version");
  }

  @Override
  public void makeParent(
      Family family, ModelSource source, List<Instruction> changes, Consumer<Progress> progress) {
    ModelDescription base = levelWeights.described(source);
    QuantizationType type = family.parent().type();
    if (RoutePlanner.sourceType(base).toOptional().equals(Optional.of(type))) {
      List<Instruction> instructions = new ArrayList<>();
      instructions.add(new Instruction.From(source.text()));
      instructions.add(new Instruction.License(LevelLines.render(family.record(type))));
      instructions.addAll(new Inheritance(store.version()).toRepeat(base));
      instructions.addAll(changes);
      store.create(
          new CreateRequest(family.member(type), new Modelfile(instructions), Optional.empty()),
          progress);
    } else {
      make(family, base, ReadBase.file(source), type, changes, progress);
    }
  }

  @Override
  public void makeLevel(Family family, QuantizationType level, Consumer<Progress> progress) {
    ModelName name = family.member(family.parent().type());
    ModelDescription parent = store.show(name);
    LevelRecord record = family.record(family.parent().type());
    if (!ModelLevels.of(parent).recorded().equals(Optional.of(record))) {
      throw new FamilyException(
          FamilyException.Kind.DAMAGED,
          name
              + " is not the parent of the family "
              + family.primary()
              + ": it records other levels; 'sirius create SOURCE "
              + family.primary()
              + " --nested --force' makes the family anew");
    }
    make(family, Unrecorded.of(record, parent), Optional.empty(), level, List.of(), progress);
  }

  private void make(
      Family family,
      ModelDescription from,
      Optional<Path> weights,
      QuantizationType type,
      List<Instruction> changes,
      Consumer<Progress> progress) {
    LevelPlan plan =
        levelWeights.plan(
            from, weights, type, Guidance.NONE, family.member(type), family.record(type), changes);
    progress.accept(Progress.of("reading the weights of " + from.name()));
    levelWeights.carryOut(plan.withNotes(lineage(from, plan).keys()), progress);
  }

  private Lineage lineage(ModelDescription from, LevelPlan plan) {
    String digest;
    try (WeightsReader reader = files.open(plan.weights())) {
      digest = TensorDigest.of(reader);
    }
    QuantizationType fromType = RoutePlanner.sourceType(from).toOptional().orElse(plan.wanted());
    return new Lineage(
        plan.wanted(),
        fromType,
        digest,
        MADE,
        version,
        plan.quantized()
            .loss()
            .map(loss -> "perplexity " + loss + " above 16-bit; " + loss.basis()));
  }
}
