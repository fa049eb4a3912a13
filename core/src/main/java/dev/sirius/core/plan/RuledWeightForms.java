package dev.sirius.core.plan;

import dev.sirius.core.gguf.Layout;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.rules.QuantizedForm;
import dev.sirius.core.quantization.rules.RuleOptions;
import dev.sirius.core.quantization.rules.TypeRules;
import dev.sirius.core.size.ByteSize;

/** The forms that the quantizer's own rules give, without an importance matrix. */
public final class RuledWeightForms implements WeightForms {

  @Override
  public Form as(ModelFacts facts, QuantizationType type) {
    QuantizedForm form = new TypeRules(facts, RuleOptions.NONE).form(type);
    return new Form(new ByteSize(form.fileBytes(Layout.DEFAULT_ALIGNMENT)), form.tensors());
  }
}
