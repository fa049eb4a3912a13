package dev.sirius.core.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.LevelRecord.NestedLevel;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.QuantizationType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A family: one parent and the levels that are made from it, each an installed model of its own or
 * a promise to make it. All members carry the same record of the levels and differ in the line that
 * names themselves; the record is fixed when the family is made.
 *
 * @param primary the name under which the family is used: {@code NAME:TAG}; it points at one of the
 *     levels
 * @param levels all levels, finest first; the first one is the parent, which holds all others
 */
public record Family(ModelName primary, List<FamilyLevel> levels) {

  public Family {
    requireNonNull(primary, "primary");
    levels = List.copyOf(levels);
    if (levels.isEmpty()) {
      throw new IllegalArgumentException(
          "the family " + primary + " has no levels; at least its parent is needed");
    }
    for (int i = 1; i < levels.size(); i++) {
      FamilyLevel upper = levels.get(i - 1);
      FamilyLevel lower = levels.get(i);
      if (!lower.type().isAtOrBelow(upper.type()) || lower.type() == upper.type()) {
        throw new IllegalArgumentException(
            "the level "
                + lower.type()
                + " comes after "
                + upper.type()
                + " in the family "
                + primary
                + "; each level must hold less than the one before");
      }
    }
  }

  /**
   * Reads a family from what one member records.
   *
   * @return empty when the record names no family of Sirius's: a level without a threshold in
   *     memory, an unknown type, or an order that is none
   */
  public static Optional<Family> of(ModelName primary, LevelRecord record) {
    List<FamilyLevel> levels = new ArrayList<>();
    for (NestedLevel nested : record.nested()) {
      Optional<QuantizationType> type = QuantizationType.named(nested.type());
      Optional<Threshold> threshold = Threshold.parse(nested.threshold());
      if (type.isEmpty() || threshold.isEmpty() || threshold.get().contextLength().isEmpty()) {
        return Optional.empty();
      }
      levels.add(new FamilyLevel(type.get(), threshold.get()));
    }
    try {
      return Optional.of(new Family(primary, levels));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The level that all others are made from. */
  public FamilyLevel parent() {
    return levels.get(0);
  }

  /** The level of a type; empty when the family has none. */
  public Optional<FamilyLevel> level(QuantizationType type) {
    return levels.stream().filter(level -> level.type() == type).findFirst();
  }

  /** The level below a given one; empty when there is none. */
  public Optional<FamilyLevel> below(QuantizationType type) {
    return levels.stream()
        .filter(level -> level.type() != type && level.type().isAtOrBelow(type))
        .findFirst();
  }

  /**
   * The name of the model that holds a level: {@code NAME:TAG-q4_K_M} beside the primary {@code
   * NAME:TAG}.
   */
  public ModelName member(QuantizationType type) {
    return primary.withTag(primary.tag() + "-" + type.tagSuffix());
  }

  /** What the member of a type records: itself, and all levels with their thresholds. */
  public LevelRecord record(QuantizationType type) {
    return LevelRecord.of(
        type,
        levels.stream()
            .map(level -> new NestedLevel(level.type().label(), level.threshold().toString()))
            .toList());
  }
}
