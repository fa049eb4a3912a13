package dev.sirius.core.usecase.family;

import dev.sirius.core.model.Progress;
import dev.sirius.core.quantization.QuantizationType;
import java.util.function.Consumer;

/** Makes a level of a family that does not exist yet. */
@FunctionalInterface
public interface MakeLevel {

  /**
   * Makes the member of a level from the family's parent. The member appears whole or not at all.
   *
   * @param progress is told each step
   * @throws FamilyException when it cannot be made
   */
  void make(FamilyState family, QuantizationType level, Consumer<Progress> progress);
}
