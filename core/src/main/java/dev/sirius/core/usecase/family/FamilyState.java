package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.Family;
import dev.sirius.core.family.FamilyLevel;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.QuantizationType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A family as it is on a server now.
 *
 * @param family what its members record
 * @param primary the model under the family's name; empty when somebody removed it
 * @param current the level that the primary points at; empty when there is no primary
 * @param members all levels, finest first; the first one is the parent
 */
public record FamilyState(
    Family family,
    Optional<InstalledModel> primary,
    Optional<QuantizationType> current,
    List<FamilyMember> members) {

  public FamilyState {
    requireNonNull(family, "family");
    requireNonNull(primary, "primary");
    requireNonNull(current, "current");
    members = List.copyOf(members);
  }

  /** The family's name: that of its primary. */
  public ModelName name() {
    return family.primary();
  }

  /** The member that all others are made from. */
  public FamilyMember parent() {
    return members.get(0);
  }

  /** The member of a type; empty when the family has no such level. */
  public Optional<FamilyMember> member(QuantizationType type) {
    return members.stream().filter(member -> member.type() == type).findFirst();
  }

  /** The levels that a model exists of, finest first. */
  public List<FamilyLevel> existing() {
    return members.stream().filter(FamilyMember::exists).map(FamilyMember::level).toList();
  }

  /**
   * What somebody removed that the family cannot do without, a line each with how to repair it;
   * empty when nothing is amiss. A level that does not exist is but a promise, and no damage.
   */
  public List<String> damages() {
    List<String> damages = new ArrayList<>();
    if (primary.isEmpty()) {
      damages.add(
          "the model "
              + name()
              + " is missing; 'sirius switch "
              + name()
              + " LEVEL' points it at a level again");
    }
    if (!parent().exists()) {
      damages.add(
          "the parent "
              + parent().name()
              + " is missing, so no further level can be made; 'sirius create SOURCE "
              + name()
              + " --nested' makes it again from what the family was made from");
    }
    return List.copyOf(damages);
  }
}
