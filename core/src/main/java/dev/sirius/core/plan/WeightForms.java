package dev.sirius.core.plan;

import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.List;

/** Says what models become as quantization types: which tensor gets which type. */
@FunctionalInterface
public interface WeightForms {

  /** What one model becomes. */
  @FunctionalInterface
  interface Forms {

    /** The model as a type, as the quantizer would make it. */
    Form as(QuantizationType type);
  }

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

  /** The forms of a model; what is the same for all of them is found out once. */
  Forms of(ModelFacts facts);
}
