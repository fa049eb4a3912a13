package dev.sirius.core.plan;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Layout;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.quantization.rules.TypeRuleException;
import dev.sirius.core.size.ByteSize;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The forms of one model. In its own type it is as it is. In another one it is as the quantizer
 * would make it from 16-bit weights, also when the model at hand is quantized already: its tensors
 * are then taken for 16-bit ones.
 */
public final class FormsOfModel implements WeightForms.Forms {

  private final ModelFacts facts;
  private final Optional<QuantizationType> own;
  private final WeightForms rules;
  private final Map<QuantizationType, WeightForms.Form> made =
      new EnumMap<>(QuantizationType.class);
  private Optional<WeightForms.Forms> others = Optional.empty();

  /**
   * @param facts the model
   * @param own the type that the facts' tensors are in; empty when that is not known
   * @param rules how a 16-bit model becomes another type
   */
  public FormsOfModel(ModelFacts facts, Optional<QuantizationType> own, WeightForms rules) {
    this.facts = requireNonNull(facts, "facts");
    this.own = requireNonNull(own, "own");
    this.rules = requireNonNull(rules, "rules");
  }

  /** Whether the tensors at hand are quantized already. */
  public boolean isQuantized() {
    return facts.tensors().stream().anyMatch(tensor -> tensor.type().blockElements() > 1);
  }

  /** Those of the types that the model can be had in. */
  public List<QuantizationType> possible(List<QuantizationType> types) {
    return types.stream().filter(this::isPossible).toList();
  }

  /** The rules deny a type that is not made here, or that rows of the model do not divide into. */
  private boolean isPossible(QuantizationType type) {
    try {
      return !as(type).tensors().isEmpty();
    } catch (TypeRuleException | IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public WeightForms.Form as(QuantizationType type) {
    WeightForms.Form known = made.get(type);
    if (known == null) {
      boolean itself = own.filter(mine -> mine == type).isPresent();
      known = itself ? asItIs() : type == QuantizationType.MXFP4 ? mxfp4() : others().as(type);
      made.put(type, known);
    }
    return known;
  }

  private WeightForms.Forms others() {
    if (others.isEmpty()) {
      others = Optional.of(rules.of(unquantized()));
    }
    return others.get();
  }

  private WeightForms.Form asItIs() {
    return form(facts.tensors());
  }

  private WeightForms.Form form(List<TensorInfo> tensors) {
    long alignment = facts.metadata().uint(GgufKeys.ALIGNMENT).orElse(Layout.DEFAULT_ALIGNMENT);
    long header = Layout.headerBytes(facts.metadata(), tensors);
    long data = Layout.dataBytes(tensors, alignment);
    return new WeightForms.Form(
        new ByteSize(Math.addExact(Layout.padded(header, alignment), data)), tensors);
  }

  /** As models are published in it: experts in that type, all else in 16 bits. */
  private WeightForms.Form mxfp4() {
    List<TensorInfo> tensors =
        unquantized().tensors().stream()
            .map(tensor -> isExperts(tensor) ? tensor.as(TensorType.MXFP4) : tensor)
            .toList();
    if (tensors.stream().noneMatch(tensor -> tensor.type() == TensorType.MXFP4)) {
      throw new IllegalArgumentException("MXFP4 is for models of experts, which this is not");
    }
    return form(tensors);
  }

  private static boolean isExperts(TensorInfo tensor) {
    return tensor.name().endsWith("_exps.weight") && TensorType.MXFP4.divides(tensor.rowLength());
  }

  private ModelFacts unquantized() {
    if (!isQuantized()) {
      return facts;
    }
    List<TensorInfo> tensors =
        facts.tensors().stream()
            .map(tensor -> tensor.type().blockElements() > 1 ? tensor.as(TensorType.F16) : tensor)
            .toList();
    Map<String, GgufValue> entries = new LinkedHashMap<>(facts.metadata().entries());
    entries.put(GgufKeys.FILE_TYPE, GgufValue.Whole.uint32(QuantizationType.F16.fileType()));
    return new ModelFacts(facts.architecture(), new Metadata(entries), tensors);
  }
}
