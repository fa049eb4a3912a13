package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.Lineage;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.convert.ConversionSettings;
import dev.sirius.core.quantization.rules.QuantizationOptions;
import dev.sirius.core.quantization.rules.QuantizedFile;
import dev.sirius.core.usecase.LevelWeights;
import dev.sirius.core.usecase.QuantizeOrder;
import dev.sirius.core.usecase.QuantizeWeights;
import dev.sirius.core.weights.TensorCheck;
import dev.sirius.core.weights.TensorChecker;
import dev.sirius.core.weights.TensorDigest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes each existing level of a family once more from the parent, writes none of it, and compares
 * the tensors' data with those of the level by digest. A file's own digest would prove nothing:
 * Ollama rewrites files that it takes.
 */
public final class VerifyLevels {

  private final ModelStore store;
  private final WeightsFiles files;
  private final QuantizeWeights quantizeWeights;

  /**
   * @param store the models
   * @param files reads their weights
   * @param quantizeWeights makes the levels once more
   */
  public VerifyLevels(ModelStore store, WeightsFiles files, QuantizeWeights quantizeWeights) {
    this.store = requireNonNull(store, "store");
    this.files = requireNonNull(files, "files");
    this.quantizeWeights = requireNonNull(quantizeWeights, "quantizeWeights");
  }

  /**
   * What a level came to.
   *
   * @param level the level
   * @param name its model
   * @param checks its tensors, each beside what the parent gives
   * @param extra tensors that it has and the parent does not give
   * @param parentTensors the parent's digest
   * @param lineage what the level's own file says of where it is from; empty when it says nothing
   */
  public record Verified(
      QuantizationType level,
      ModelName name,
      List<TensorCheck> checks,
      long extra,
      String parentTensors,
      Optional<Lineage> lineage) {
    public Verified {
      requireNonNull(level, "level");
      requireNonNull(name, "name");
      checks = List.copyOf(checks);
      requireNonNull(parentTensors, "parentTensors");
      requireNonNull(lineage, "lineage");
    }

    /** Whether every tensor is what the parent gives. */
    public boolean isSame() {
      return extra == 0 && checks.stream().allMatch(TensorCheck::isSame);
    }

    /**
     * Whether the level's file says to be made from this very parent; true when it says nothing.
     */
    public boolean isOfThisParent() {
      return lineage.map(Lineage::parentTensors).filter(parentTensors::equals).isPresent()
          || lineage.isEmpty();
    }

    /** The tensors that are not what the parent gives. */
    public List<TensorCheck> different() {
      return checks.stream().filter(check -> !check.isSame()).toList();
    }
  }

  /**
   * Verifies a family's existing levels but the parent.
   *
   * @param progress is told each step
   * @throws FamilyException {@code DAMAGED} when the parent is missing
   * @throws dev.sirius.core.model.port.ModelStoreException {@code LOCAL_FILE} when weights cannot
   *     be read on this machine
   */
  public List<Verified> verify(FamilyState family, Consumer<Progress> progress) {
    if (!family.parent().exists()) {
      throw new FamilyException(FamilyException.Kind.DAMAGED, family.damages().get(0));
    }
    Path parent = weights(family.parent());
    List<FamilyMember> levels =
        family.members().stream().skip(1).filter(FamilyMember::exists).toList();
    if (levels.isEmpty()) {
      return List.of();
    }
    String digest;
    try (WeightsReader reader = files.open(parent)) {
      progress.accept(Progress.of("reading the parent"));
      digest = TensorDigest.of(reader);
    }
    List<Verified> verified = new ArrayList<>();
    for (FamilyMember member : levels) {
      verified.add(verify(parent, digest, member, progress));
    }
    return List.copyOf(verified);
  }

  private Path weights(FamilyMember member) {
    ModelDescription description = store.show(member.name());
    return LevelWeights.weightsOf(description);
  }

  private Verified verify(
      Path parent, String digest, FamilyMember member, Consumer<Progress> progress) {
    try (WeightsReader kept = files.open(weights(member))) {
      List<TensorChecker> checkers = new ArrayList<>();
      QuantizeOrder order =
          new QuantizeOrder(
              parent,
              parent.resolveSibling("nothing-is-written.gguf"),
              member.type(),
              Optional.empty(),
              QuantizationOptions.DEFAULT,
              ConversionSettings.usual(),
              false);
      quantizeWeights.carryOut(
          order,
          (QuantizedFile file) -> {
            TensorChecker checker = new TensorChecker(file.tensors(), kept);
            checkers.add(checker);
            return checker;
          },
          step ->
              progress.accept(
                  Progress.of(
                      "comparing " + member.type().label() + " " + step.tensor(),
                      step.doneBytes(),
                      step.totalBytes())));
      List<TensorCheck> checks = checkers.get(0).checks();
      long present =
          checks.stream().filter(check -> !check.found().equals(TensorCheck.MISSING)).count();
      return new Verified(
          member.type(),
          member.name(),
          checks,
          kept.facts().tensors().size() - present,
          digest,
          Lineage.of(key -> kept.facts().metadata().string(key)));
    }
  }
}
