package dev.sirius.core.usecase.family;

/** The GGUF keys that carry a family beside its parent's weights. */
final class ExportKeys {

  /** The family's name, such as {@code kjv:tiny}. */
  static final String FAMILY = "general.sirius.export.family";

  /** The parent's record of levels, as its licence has it. */
  static final String RECORD = "general.sirius.export.record";

  /**
   * All that the parent has beside its weights, as a Modelfile; its FROM stands for the file
   * itself.
   */
  static final String MODELFILE = "general.sirius.export.modelfile";

  /** What stands for the file itself. */
  static final String ITSELF = "./this-file";

  private ExportKeys() {}
}
