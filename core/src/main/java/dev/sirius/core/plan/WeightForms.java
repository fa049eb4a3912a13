package dev.sirius.core.plan;

import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.List;

/** Says what a model becomes as a quantization type: which tensor gets which type. */
@FunctionalInterface
public interface WeightForms {

  /**
   * A model's weights in a type.
   *
   * @param file bytes of the file
   * @param tensors the model's tensors in their new types
   */
  record Form(ByteSize file, List<TensorInfo> tensors) {
    public Form {
      tensors = List.copyOf(tensors);
    }
  }

  /** The model as a type, as the quantizer would make it. */
  Form as(ModelFacts facts, QuantizationType type);
}
