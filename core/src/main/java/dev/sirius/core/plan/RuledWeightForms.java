package dev.sirius.core.plan;

import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.rules.QuantizationOptions;
import dev.sirius.core.quantization.rules.QuantizedFile;

/** The forms that the quantizer's own rules give, without an importance matrix. */
public final class RuledWeightForms implements WeightForms {

  @Override
  public Form as(ModelFacts facts, QuantizationType type) {
    QuantizedFile file = QuantizedFile.of(facts, type, QuantizationOptions.DEFAULT);
    return new Form(file.size(), file.tensors());
  }
}
