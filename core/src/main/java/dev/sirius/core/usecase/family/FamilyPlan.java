package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.Family;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.quantization.QuantizationType;
import java.util.List;
import java.util.Optional;

/** What an order for a family comes to, before anything is changed. */
public sealed interface FamilyPlan {

  /**
   * It can be carried out, or gone on with when an earlier task was broken off.
   *
   * @param source what it is made of
   * @param sourceType the type of the source's weights
   * @param family the family; its record is fixed from here on
   * @param primary the level that it will run at
   * @param parentMissing whether the parent is to be made
   * @param toMake the levels below the parent to make, in this order
   * @param toPoint whether the primary is to be pointed at its level, as it is not there yet
   * @param obsolete members of a replaced family that this one does not have, to be removed last
   * @param changes what differs from the source beside the weights
   */
  record Ready(
      ModelSource source,
      QuantizationType sourceType,
      Family family,
      QuantizationType primary,
      boolean parentMissing,
      List<QuantizationType> toMake,
      boolean toPoint,
      List<ModelName> obsolete,
      List<Instruction> changes)
      implements FamilyPlan {
    public Ready {
      requireNonNull(source, "source");
      requireNonNull(sourceType, "sourceType");
      requireNonNull(family, "family");
      requireNonNull(primary, "primary");
      toMake = List.copyOf(toMake);
      obsolete = List.copyOf(obsolete);
      changes = List.copyOf(changes);
    }
  }

  /** The family is there already, and nothing is to be done. */
  record Complete(FamilyState family) implements FamilyPlan {
    public Complete {
      requireNonNull(family, "family");
    }
  }

  /**
   * A model is in the way and may not be replaced.
   *
   * @param name the model
   * @param family the other family that it belongs to; empty when it belongs to none
   */
  record NameTaken(ModelName name, Optional<Family> family) implements FamilyPlan {
    public NameTaken {
      requireNonNull(name, "name");
      requireNonNull(family, "family");
    }
  }

  /** Not even the lowest level fits this device. */
  record NothingFits(ModelSource source, Family family) implements FamilyPlan {
    public NothingFits {
      requireNonNull(source, "source");
      requireNonNull(family, "family");
    }
  }
}
