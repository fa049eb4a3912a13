package dev.sirius.core.usecase.family;

import dev.sirius.core.family.Family;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.Progress;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.quantization.QuantizationType;
import java.util.List;
import java.util.function.Consumer;

/** Makes the members of a family. Each appears whole or not at all. */
public interface MemberMaker {

  /**
   * Makes the parent from the model that the family is made of.
   *
   * @param source the installed model, or the file
   * @param changes what shall differ from it beside the weights
   * @param progress is told each step
   */
  void makeParent(
      Family family, ModelSource source, List<Instruction> changes, Consumer<Progress> progress);

  /**
   * Makes a level from the parent, which must exist.
   *
   * @param progress is told each step
   * @throws FamilyException when it cannot be made
   */
  void makeLevel(Family family, QuantizationType level, Consumer<Progress> progress);
}
