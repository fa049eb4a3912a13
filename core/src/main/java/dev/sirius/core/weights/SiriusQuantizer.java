package dev.sirius.core.weights;

import dev.sirius.core.quantization.QuantizationType;

/** What the quantizer of Sirius can do. */
public final class SiriusQuantizer {

  private SiriusQuantizer() {}

  /**
   * Whether it makes weights of this type.
   *
   * @param importances whether there is an importance matrix to quantize by
   */
  public static boolean makes(QuantizationType wanted, boolean importances) {
    return wanted.isMadeFromWeightsAlone() || (importances && wanted == QuantizationType.Q2_K_S);
  }

  /** Whether it reads weights of this type. */
  public static boolean startsFrom(QuantizationType source) {
    return switch (source) {
      case IQ3_M, IQ3_S, IQ3_XS, IQ3_XXS, IQ2_M, IQ2_S, IQ2_XS, IQ2_XXS, IQ1_M, IQ1_S -> false;
      case TQ1_0, TQ2_0 -> false;
      default -> true;
    };
  }
}
