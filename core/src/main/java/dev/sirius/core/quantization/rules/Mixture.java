package dev.sirius.core.quantization.rules;

import static dev.sirius.core.quantization.TensorType.IQ2_S;
import static dev.sirius.core.quantization.TensorType.IQ2_XXS;
import static dev.sirius.core.quantization.TensorType.IQ3_S;
import static dev.sirius.core.quantization.TensorType.IQ3_XXS;
import static dev.sirius.core.quantization.TensorType.MXFP4;
import static dev.sirius.core.quantization.TensorType.Q2_K;
import static dev.sirius.core.quantization.TensorType.Q3_K;
import static dev.sirius.core.quantization.TensorType.Q4_1;
import static dev.sirius.core.quantization.TensorType.Q4_K;
import static dev.sirius.core.quantization.TensorType.Q5_1;
import static dev.sirius.core.quantization.TensorType.Q5_K;
import static dev.sirius.core.quantization.TensorType.Q6_K;
import static dev.sirius.core.quantization.TensorType.Q8_0;

import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;

/**
 * The mixture of types that a file type stands for: finer ones where a model is sensitive. It is
 * asked about the tensors one after the other, in {@link VisitOrder}, and counts those of some
 * roles, because the first and last layers are treated apart.
 */
final class Mixture {

  private final ModelShape shape;
  private final QuantizationType target;
  private final TensorType base;
  private final boolean importanceMatrix;

  private int valuesSeen;
  private int upsSeen;
  private int gatesSeen;
  private int downsSeen;

  Mixture(ModelShape shape, QuantizationType target, TensorType base, boolean importanceMatrix) {
    this.shape = shape;
    this.target = target;
    this.base = base;
    this.importanceMatrix = importanceMatrix;
  }

  /** The type of the next tensor, whether or not its rows are whole blocks of it. */
  TensorType next(TensorInfo tensor, TensorRole role) {
    if (role == TensorRole.OUTPUT || (role == TensorRole.EMBEDDING && shape.tied())) {
      return output(tensor);
    }
    if (target == QuantizationType.MXFP4) {
      return mxfp4(tensor, role);
    }
    if (role == TensorRole.EMBEDDING) {
      return embedding();
    }
    return isLowest() ? nextOfLowest(role) : nextOfOthers(tensor, role);
  }

  private TensorType output(TensorInfo tensor) {
    if (target == QuantizationType.MXFP4 || shape.falcon() || !base.divides(tensor.rowLength())) {
      return Q8_0;
    }
    if (isLowest() || target == QuantizationType.IQ3_XXS) {
      return Q5_K;
    }
    return base == Q8_0 ? Q8_0 : Q6_K;
  }

  private TensorType mxfp4(TensorInfo tensor, TensorRole role) {
    boolean feedForward =
        role == TensorRole.FEED_FORWARD_UP
            || role == TensorRole.FEED_FORWARD_GATE
            || role == TensorRole.FEED_FORWARD_DOWN;
    boolean expert =
        tensor.dimension(2) > 1 && (feedForward || !shape.projectionsHaveThreeDimensions());
    return expert ? MXFP4 : Q8_0;
  }

  private TensorType embedding() {
    return switch (target) {
      case IQ2_XXS, IQ2_XS, IQ1_S, IQ1_M -> Q2_K;
      case IQ2_S, IQ2_M, IQ3_XXS -> IQ3_S;
      case TQ1_0, TQ2_0, Q2_0 -> Q4_K;
      default -> base;
    };
  }

  /** Whether the file type is one of those of 1 or 2 bits that need an importance matrix. */
  private boolean isLowest() {
    return switch (target) {
      case IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ2_M -> true;
      default -> false;
    };
  }

  private TensorType nextOfLowest(TensorRole role) {
    TensorType finer =
        target == QuantizationType.IQ2_S || target == QuantizationType.IQ2_M ? IQ3_S : Q2_K;
    return switch (role) {
      case VALUE -> shape.headsPerKeyValueHead() >= 4 || shape.experts() >= 4 ? Q4_K : finer;
      case KEY -> shape.hasEightExperts() ? Q4_K : base;
      case FEED_FORWARD_DOWN -> downsSeen++ < shape.blocks() / 8 ? finer : base;
      case ATTENTION_OUTPUT -> attentionOutputOfLowest();
      default -> base;
    };
  }

  private TensorType attentionOutputOfLowest() {
    if (shape.hasEightExperts()) {
      return Q5_K;
    }
    return switch (target) {
      case IQ1_S, IQ1_M -> IQ2_XXS;
      case IQ2_S, IQ2_M -> IQ3_S;
      default -> base;
    };
  }

  private TensorType nextOfOthers(TensorInfo tensor, TensorRole role) {
    return switch (role) {
      case VALUE -> value(valuesSeen++);
      case KEY -> shape.hasEightExperts() ? Q8_0 : keyOrQuery();
      case QUERY -> keyOrQuery();
      case ATTENTION_OUTPUT -> attentionOutput();
      case FEED_FORWARD_UP -> upOrGate(layer(tensor, upsSeen++));
      case FEED_FORWARD_GATE -> upOrGate(layer(tensor, gatesSeen++));
      case FEED_FORWARD_DOWN -> down(layer(tensor, downsSeen++));
      case OUTPUT, EMBEDDING, OTHER -> base;
    };
  }

  private TensorType value(int index) {
    if (shape.hasEightExperts()) {
      return Q8_0;
    }
    TensorType type = valueOfMostModels(index);
    return shape.is70B() && (type == Q3_K || type == Q4_K) ? Q5_K : type;
  }

  private TensorType valueOfMostModels(int index) {
    boolean grouped = shape.headsPerKeyValueHead() >= 4;
    return switch (target) {
      case Q2_K -> grouped ? Q4_K : Q3_K;
      case Q2_K_S, IQ3_XS, IQ3_S -> grouped ? Q4_K : base;
      case Q3_K_M -> index < 2 ? Q5_K : Q4_K;
      case Q3_K_L -> Q5_K;
      case Q4_K_S -> index < 4 ? Q5_K : base;
      case Q4_K_M, Q5_K_M -> deservesMore(index, shape.values()) ? Q6_K : base;
      case IQ4_NL, IQ4_XS -> grouped ? Q5_K : base;
      case IQ3_XXS -> grouped ? Q4_K : importanceMatrix ? base : IQ3_S;
      case IQ3_M -> Q4_K;
      default -> base;
    };
  }

  private TensorType keyOrQuery() {
    return switch (target) {
      case IQ3_XXS -> IQ2_S;
      case IQ3_XS -> IQ3_XXS;
      default -> base;
    };
  }

  private TensorType attentionOutput() {
    if (shape.falcon()) {
      return target == QuantizationType.Q3_K_L ? Q4_K : base;
    }
    if (shape.hasEightExperts()) {
      return switch (target) {
        case Q2_K, Q3_K_S, Q3_K_M, Q4_K_S, Q4_K_M -> Q5_K;
        case IQ4_NL, IQ4_XS, IQ3_XXS, IQ3_XS, IQ3_S, IQ3_M -> Q5_K;
        default -> base;
      };
    }
    return switch (target) {
      case Q2_K -> Q3_K;
      case Q3_K_M, IQ3_M -> Q4_K;
      case Q3_K_L -> Q5_K;
      case IQ3_XXS -> IQ3_S;
      default -> base;
    };
  }

  private TensorType upOrGate(int layer) {
    boolean inner = layer >= shape.blocks() / 8 && layer < 7 * shape.blocks() / 8;
    return target == QuantizationType.IQ3_XS && inner ? IQ3_XXS : base;
  }

  private TensorType down(int layer) {
    boolean early = layer < shape.blocks() / 8;
    return switch (target) {
      case Q2_K -> Q3_K;
      case Q2_K_S -> early ? Q4_K : base;
      case Q3_K_M -> downOfQ3KM(layer);
      case Q3_K_L -> shape.falcon() ? Q4_K : Q5_K;
      case Q4_K_S -> early && !shape.falcon() ? Q5_K : base;
      case Q4_K_M -> downOfQ4KM(layer);
      case Q5_K_M -> deservesMore(layer, shape.blocks()) ? Q6_K : base;
      case Q4_0 -> early && importanceMatrix ? Q4_1 : base;
      case Q5_0 -> early && importanceMatrix ? Q5_1 : base;
      case IQ4_NL, IQ4_XS -> early && !importanceMatrix ? Q5_K : base;
      case IQ3_XXS -> importanceMatrix ? base : early ? Q4_K : Q3_K;
      case IQ3_M -> {
        boolean more = shape.hasEightExperts() && deservesMore(layer, shape.blocks());
        yield early || more ? Q4_K : base;
      }
      default -> base;
    };
  }

  private TensorType downOfQ3KM(int layer) {
    if (layer < shape.blocks() / 16) {
      return Q5_K;
    }
    return !shape.falcon() || deservesMore(layer, shape.blocks()) ? Q4_K : Q3_K;
  }

  private TensorType downOfQ4KM(int layer) {
    boolean more = deservesMore(layer, shape.blocks());
    if (!shape.falcon()) {
      return more ? Q6_K : base;
    }
    return layer < shape.blocks() / 16 ? Q6_K : more ? Q5_K : Q4_K;
  }

  /**
   * The layer of a feed-forward matrix: its place among those seen, or with several experts the
   * block's number in its name.
   */
  private int layer(TensorInfo tensor, int seen) {
    if (shape.experts() <= 1) {
      return seen;
    }
    int block = VisitOrder.block(tensor.name());
    if (block < 0 || block >= shape.blocks()) {
      throw new TypeRuleException(
          "tensor '"
              + tensor.name()
              + "' names no block from 0 to "
              + (shape.blocks() - 1)
              + ", which a model with experts needs; llama-quantize stops there too");
    }
    return block;
  }

  /** The first and the last eighth of the layers, and every third of those between. */
  private static boolean deservesMore(int index, int count) {
    return index < count / 8 || index >= 7 * count / 8 || (index - count / 8) % 3 == 2;
  }
}
