package dev.sirius.core.plan;

import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.quantization.rules.QuantizableModel;
import dev.sirius.core.quantization.rules.QuantizationOptions;
import dev.sirius.core.quantization.rules.QuantizedFile;

/**
 * The forms that llama-quantize would make of a model. A model that is of the wanted type already
 * stays as it is.
 */
public final class QuantizedForms implements WeightForms {

  @Override
  public Forms of(ModelFacts facts) {
    QuantizableModel model = QuantizableModel.of(facts);
    return type -> {
      QuantizedFile file = QuantizedFile.of(model, type, QuantizationOptions.DEFAULT);
      boolean isIt = facts.fileType().filter(own -> own == type).isPresent();
      return new Form(file.size(), isIt ? facts.tensors() : file.tensors());
    };
  }
}
