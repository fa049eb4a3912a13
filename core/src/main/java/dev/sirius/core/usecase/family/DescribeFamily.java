package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.family.ModelLevels;
import dev.sirius.core.family.StepPolicy;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.ollama.PrintedModelfile;
import dev.sirius.core.size.ByteSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells of a family's levels what they need, whether they fit now, and what they cost on disk. */
public final class DescribeFamily {

  /** Models whose sizes differ by more do not share their weights: other layers are small. */
  private static final long ALIKE_BYTES = 1 << 20;

  private final ModelStore store;
  private final FreeMemory memory;

  /**
   * @param store the models
   * @param memory reads the memory of the moment
   */
  public DescribeFamily(ModelStore store, FreeMemory memory) {
    this.store = requireNonNull(store, "store");
    this.memory = requireNonNull(memory, "memory");
  }

  /**
   * A family on this machine now.
   *
   * @param state the family
   * @param free the memory that a level could take, or why that is not known
   * @param levels its levels, finest first
   * @param disk bytes that all members take together, what they share with each other or with other
   *     models counted once; unknown where exact sizes are not told
   * @param damages what is amiss, a line each with how to repair it
   */
  public record Described(
      FamilyState state,
      Fact<ByteSize> free,
      List<Level> levels,
      Fact<ByteSize> disk,
      List<String> damages) {
    public Described {
      requireNonNull(state, "state");
      requireNonNull(free, "free");
      levels = List.copyOf(levels);
      requireNonNull(disk, "disk");
      damages = List.copyOf(damages);
    }
  }

  /**
   * A level.
   *
   * @param member the level and its model
   * @param fits whether it fits the memory of the moment beside the usual reserve
   * @param sharedWith models outside the family that have the same weights
   * @param disk bytes that the level takes beside what those models take anyway; unknown where
   *     exact sizes are not told or there is no model
   */
  public record Level(
      FamilyMember member, Fact<Boolean> fits, List<ModelName> sharedWith, Fact<ByteSize> disk) {
    public Level {
      requireNonNull(member, "member");
      requireNonNull(fits, "fits");
      sharedWith = List.copyOf(sharedWith);
      requireNonNull(disk, "disk");
    }
  }

  /** Describes a family. */
  public Described describe(FamilyState family) {
    Fact<ByteSize> free = memory.read(family);
    Map<ModelName, ModelDescription> descriptions = new LinkedHashMap<>();
    List<InstalledModel> alike = alike(family);
    alike.forEach(model -> descriptions.put(model.name(), store.show(model.name())));
    List<String> damages = new ArrayList<>(family.damages());
    List<Level> levels = new ArrayList<>();
    for (FamilyMember member : family.members()) {
      Fact<Boolean> fits =
          free.map(size -> SwitchLevel.fits(member.level(), StepPolicy.DEFAULT, size));
      List<ModelName> shared =
          member
              .installed()
              .map(model -> sharing(family, model.name(), descriptions))
              .orElse(List.of());
      levels.add(new Level(member, fits, shared, disk(member, shared)));
      member
          .installed()
          .flatMap(
              model -> impostor(family, member, requireNonNull(descriptions.get(model.name()))))
          .ifPresent(damages::add);
    }
    return new Described(family, free, levels, total(levels), damages);
  }

  /** Installed models that are of the family or could share weights with one of its members. */
  private List<InstalledModel> alike(FamilyState family) {
    List<InstalledModel> members =
        family.members().stream().flatMap(member -> member.installed().stream()).toList();
    return store.list().stream()
        .filter(
            model ->
                members.stream()
                    .anyMatch(
                        member -> member.name().equals(model.name()) || sameSize(member, model)))
        .toList();
  }

  /** Where exact sizes are not told, by what is printed of them. */
  private static boolean sameSize(InstalledModel one, InstalledModel other) {
    if (!one.size().isKnown() || !other.size().isKnown()) {
      return one.sizeText().equals(other.sizeText());
    }
    long difference =
        one.size().toOptional().orElseThrow().bytes()
            - other.size().toOptional().orElseThrow().bytes();
    return Math.abs(difference) <= ALIKE_BYTES;
  }

  private static List<ModelName> sharing(
      FamilyState family, ModelName name, Map<ModelName, ModelDescription> descriptions) {
    Optional<String> place = place(requireNonNull(descriptions.get(name)));
    return descriptions.entrySet().stream()
        .filter(other -> !other.getKey().equals(name))
        .filter(other -> place.isPresent() && place.equals(place(other.getValue())))
        .map(Map.Entry::getKey)
        .filter(other -> !other.sameAs(family.name()))
        .filter(other -> family.members().stream().noneMatch(one -> one.name().sameAs(other)))
        .toList();
  }

  private static Optional<String> place(ModelDescription model) {
    return model
        .modelfile()
        .toOptional()
        .flatMap(text -> PrintedModelfile.parse(text, "", "").weights());
  }

  private static Fact<ByteSize> disk(FamilyMember member, List<ModelName> shared) {
    if (member.installed().isEmpty()) {
      return Fact.unknown("it is not made yet");
    }
    Fact<ByteSize> size = member.installed().get().size();
    return shared.isEmpty()
        ? size
        : Fact.known(ByteSize.ZERO, "the weights are those of " + shared.get(0));
  }

  /** The primary is one of the levels once more, and takes nothing. */
  private static Fact<ByteSize> total(List<Level> levels) {
    long sum = 0;
    for (Level level : levels) {
      if (level.member().exists()) {
        if (!level.disk().isKnown()) {
          return level.disk();
        }
        sum = Math.addExact(sum, level.disk().toOptional().orElseThrow().bytes());
      }
    }
    return Fact.known(new ByteSize(sum), "the sizes that the server tells");
  }

  private static Optional<String> impostor(
      FamilyState family, FamilyMember member, ModelDescription description) {
    Optional<LevelRecord> recorded = ModelLevels.of(description).recorded();
    return recorded.equals(Optional.of(family.family().record(member.type())))
        ? Optional.empty()
        : Optional.of(
            member.name()
                + " records other levels than the family does; remove it with 'ollama rm "
                + member.name()
                + "' and 'sirius switch "
                + family.name()
                + " "
                + member.type().label()
                + "' makes it anew");
  }
}
