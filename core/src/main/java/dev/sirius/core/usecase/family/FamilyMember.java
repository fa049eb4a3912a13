package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.FamilyLevel;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.QuantizationType;
import java.util.Optional;

/**
 * A level of a family and the model that holds it.
 *
 * @param level the level
 * @param name the name that the model has or would have
 * @param installed the model; empty while it is but a promise
 */
public record FamilyMember(FamilyLevel level, ModelName name, Optional<InstalledModel> installed) {

  public FamilyMember {
    requireNonNull(level, "level");
    requireNonNull(name, "name");
    requireNonNull(installed, "installed");
  }

  public QuantizationType type() {
    return level.type();
  }

  /** Whether the model is installed. */
  public boolean exists() {
    return installed.isPresent();
  }
}
