package dev.sirius.core.quantization.rules;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The type that each tensor of a model gets, as llama-quantize of llama.cpp v0.5.0 chooses it
 * ({@code llama_tensor_get_type} and its like in src/llama-quant.cpp), from the model's facts
 * alone.
 */
public final class TypeRules {

  private final QuantizationType target;
  private final QuantizationOptions options;

  /**
   * @param target the wanted file type
   * @throws TypeRuleException when nothing can be brought to that type
   */
  public TypeRules(QuantizationType target, QuantizationOptions options) {
    this.target = requireNonNull(target, "target");
    this.options = requireNonNull(options, "options");
    if (target == QuantizationType.NVFP4) {
      throw new TypeRuleException("no model can be quantized to NVFP4; choose another type");
    }
  }

  /**
   * The types of all tensors, in the order in which they are to be written.
   *
   * @throws TypeRuleException when llama-quantize would stop as well
   */
  public List<TensorChoice> choose(QuantizableModel model) {
    TensorType base = base(target);
    Mixture mixture = new Mixture(model.shape(), target, base, options.importanceMatrix());
    List<TensorChoice> choices = new ArrayList<>(model.candidates().size());
    for (QuantizableModel.Candidate candidate : model.candidates()) {
      TensorInfo tensor = candidate.tensor();
      boolean left = options.keepOutput() && candidate.role() == TensorRole.OUTPUT;
      choices.add(
          candidate.eligible() && !left
              ? choose(tensor, candidate.role(), base, mixture, model.shape().tied())
              : new TensorChoice(tensor, target(tensor, tensor.type()), tensor.type(), false));
    }
    return List.copyOf(choices);
  }

  /**
   * The types of all tensors, in the order in which they are to be written.
   *
   * @throws MetadataException when the facts lack what the choice rests on, or it makes no sense
   * @throws TypeRuleException when llama-quantize would stop as well
   */
  public List<TensorChoice> choose(ModelFacts facts) {
    return choose(QuantizableModel.of(facts));
  }

  private static TensorInfo target(TensorInfo tensor, TensorType type) {
    return new TensorInfo(tensor.name(), tensor.significantDimensions(), type);
  }

  private TensorChoice choose(
      TensorInfo tensor, TensorRole role, TensorType base, Mixture mixture, boolean tied) {
    Optional<TensorType> stated = stated(tensor, role);
    if (stated.isPresent()) {
      return choice(tensor, role, stated.get(), stated.get());
    }
    if (base.blockElements() == 1) {
      return choice(tensor, role, base, base);
    }
    Optional<TensorType> wish = options.override(tensor.name());
    TensorType wanted =
        wish.isPresent() ? wish.get() : options.pure() ? base : mixed(tensor, role, mixture, tied);
    return choice(tensor, role, fallback(tensor, wanted), wanted);
  }

  /** The type that an option states for embedding table or output matrix, block sizes or not. */
  private Optional<TensorType> stated(TensorInfo tensor, TensorRole role) {
    if (role == TensorRole.EMBEDDING) {
      boolean namedApart =
          tensor.name().equals(TensorRole.PER_LAYER_EMBEDDING)
              && options.override(tensor.name()).isPresent();
      return namedApart ? Optional.empty() : options.embeddingType();
    }
    return role == TensorRole.OUTPUT ? options.outputType() : Optional.empty();
  }

  private TensorType mixed(TensorInfo tensor, TensorRole role, Mixture mixture, boolean tied) {
    boolean servesAsOutput = role == TensorRole.EMBEDDING && tied;
    return servesAsOutput && options.outputType().isPresent()
        ? options.outputType().get()
        : mixture.next(tensor, role);
  }

  private TensorChoice choice(
      TensorInfo tensor, TensorRole role, TensorType type, TensorType wanted) {
    if (!type.divides(tensor.rowLength())) {
      throw new TypeRuleException(
          "tensor '"
              + tensor.name()
              + "' has rows of "
              + tensor.rowLength()
              + " elements, which "
              + type.label()
              + " cannot hold: it needs a multiple of "
              + type.blockElements());
    }
    return new TensorChoice(
        tensor, target(tensor, type), wanted, needsImportanceMatrix(role, type));
  }

  private boolean needsImportanceMatrix(TensorRole role, TensorType type) {
    if (role == TensorRole.EMBEDDING || role == TensorRole.OUTPUT) {
      return false;
    }
    return switch (type) {
      case IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS -> true;
      case Q2_K -> target == QuantizationType.Q2_K_S;
      default -> false;
    };
  }

  /** The type that is taken when rows are no whole blocks of the wanted one. */
  private static TensorType fallback(TensorInfo tensor, TensorType wanted) {
    if (wanted.divides(tensor.rowLength())) {
      return wanted;
    }
    TensorType type =
        switch (wanted) {
          case Q2_K, Q3_K, TQ1_0, TQ2_0, Q2_0 -> TensorType.Q4_0;
          case Q4_K -> TensorType.Q5_0;
          case Q5_K -> TensorType.Q5_1;
          case Q6_K -> TensorType.Q8_0;
          case IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S, IQ4_XS -> TensorType.IQ4_NL;
          default -> {
            if (wanted.blockElements() > TensorType.Q8_0.blockElements()) {
              throw new TypeRuleException(
                  "tensor '"
                      + tensor.name()
                      + "' has rows of "
                      + tensor.rowLength()
                      + " elements, which "
                      + wanted.label()
                      + " cannot hold, and no other type stands in for it");
            }
            yield wanted;
          }
        };
    return type.divides(tensor.rowLength()) ? type : TensorType.F16;
  }

  /** The format of most tensors of a file type. */
  public static TensorType base(QuantizationType target) {
    return switch (target) {
      case F32 -> TensorType.F32;
      case F16 -> TensorType.F16;
      case BF16 -> TensorType.BF16;
      case Q4_0 -> TensorType.Q4_0;
      case Q4_1 -> TensorType.Q4_1;
      case Q5_0 -> TensorType.Q5_0;
      case Q5_1 -> TensorType.Q5_1;
      case Q8_0 -> TensorType.Q8_0;
      case Q2_K, Q2_K_S -> TensorType.Q2_K;
      case Q3_K_S, Q3_K_M, Q3_K_L -> TensorType.Q3_K;
      case Q4_K_S, Q4_K_M -> TensorType.Q4_K;
      case Q5_K_S, Q5_K_M -> TensorType.Q5_K;
      case Q6_K -> TensorType.Q6_K;
      case IQ1_S -> TensorType.IQ1_S;
      case IQ1_M -> TensorType.IQ1_M;
      case IQ2_XXS -> TensorType.IQ2_XXS;
      case IQ2_XS, IQ2_S -> TensorType.IQ2_XS;
      case IQ2_M -> TensorType.IQ2_S;
      case IQ3_XXS -> TensorType.IQ3_XXS;
      case IQ3_XS, IQ3_S, IQ3_M -> TensorType.IQ3_S;
      case IQ4_NL -> TensorType.IQ4_NL;
      case IQ4_XS -> TensorType.IQ4_XS;
      case TQ1_0 -> TensorType.TQ1_0;
      case TQ2_0 -> TensorType.TQ2_0;
      case MXFP4 -> TensorType.MXFP4;
      case NVFP4 -> TensorType.NVFP4;
      case Q1_0 -> TensorType.Q1_0;
      case Q2_0 -> TensorType.Q2_0;
    };
  }
}
