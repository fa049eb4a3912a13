package dev.sirius.core.quantization.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of each tensor at a quantization type. Some depend on how many tensors of their kind
 * came before, so all are decided in the order in which they are written: by block, then by name.
 */
public final class TypeRules {

  private static final Pattern BLOCK = Pattern.compile("^blk\\.(\\d{1,9})\\.");

  /** The version of the block formats that a quantized file states. */
  private static final long QUANTIZATION_VERSION = 2;

  private final ModelFacts facts;
  private final RuleOptions options;

  /**
   * @param facts the model as it is
   * @param options what is asked beside the type
   */
  public TypeRules(ModelFacts facts, RuleOptions options) {
    this.facts = requireNonNull(facts, "facts");
    this.options = requireNonNull(options, "options");
  }

  /** Whether files of a type can be foretold, and made. */
  public static boolean know(QuantizationType type) {
    return type.isMadeFromWeightsAlone() || type == QuantizationType.Q2_K_S;
  }

  /**
   * The file as it will be at a type.
   *
   * @throws IllegalArgumentException when the type is one that {@link #know} denies, when it needs
   *     an importance matrix and there is none, or when a tensor's name has no block number where
   *     the rules need it
   */
  public QuantizedForm form(QuantizationType type) {
    if (!know(type)) {
      throw new IllegalArgumentException(type.label() + " is not made here; take another type");
    }
    if (type == QuantizationType.Q2_K_S && !options.importance()) {
      throw new IllegalArgumentException(
          "Q2_K_S needs an importance matrix; give one with --imatrix, or take Q2_K");
    }
    Metadata metadata =
        facts
            .metadata()
            .without(
                List.of(
                    "general.quantization_version",
                    GgufKeys.FILE_TYPE,
                    "split.no",
                    "split.count",
                    "split.tensors.count"))
            .with("general.quantization_version", GgufValue.Whole.uint32(QUANTIZATION_VERSION))
            .with(GgufKeys.FILE_TYPE, GgufValue.Whole.uint32(type.fileType()));
    return new QuantizedForm(type, metadata, new Decisions(type).all());
  }

  /** The tensors in the order in which they are decided and written. */
  static List<TensorInfo> inOrder(List<TensorInfo> tensors) {
    List<TensorInfo> sorted = new ArrayList<>(tensors);
    sorted.sort(
        Comparator.comparingInt((TensorInfo tensor) -> blockOf(tensor.name()))
            .thenComparing(tensor -> tensor.name().getBytes(UTF_8), Arrays::compareUnsigned));
    return sorted;
  }

  /** The number of a tensor's block; −1 when its name does not begin with one. */
  private static int blockOf(String name) {
    Matcher matcher = BLOCK.matcher(name);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  /** One pass over all tensors, with the counters that it needs. */
  private final class Decisions {
    private final QuantizationType type;
    private final TensorType base;
    private final int blocks;
    private final long experts;
    private final long headsPerCache;
    private final boolean falcon;
    private final boolean tied;
    private final boolean seventyBillion;
    private final long valueTensors;
    private int valuesSeen;
    private int downsSeen;

    Decisions(QuantizationType type) {
      this.type = type;
      this.base = baseOf(type);
      this.blocks = facts.blockCount();
      this.experts = facts.uint("expert_count").orElse(0);
      this.falcon = facts.architecture().equals("falcon");
      this.tied = facts.hasTiedEmbeddings();
      long heads = first("attention.head_count");
      long cached =
          facts.metadata().has(facts.key("attention.head_count_kv"))
              ? first("attention.head_count_kv")
              : heads;
      this.headsPerCache = cached == 0 ? 0 : heads / cached;
      this.seventyBillion = isSeventyBillion(heads, cached);
      this.valueTensors =
          facts.tensors().stream()
              .filter(tensor -> TensorCategory.of(tensor.name()) == TensorCategory.VALUE)
              .count();
    }

    private long first(String key) {
      return facts
          .metadata()
          .uints(facts.key(key))
          .map(values -> values.isEmpty() ? 0L : values.get(0))
          .orElse(0L);
    }

    /** The shapes for which the reference takes a model for one of 70 billion parameters. */
    private boolean isSeventyBillion(long heads, long cached) {
      return switch (facts.architecture()) {
        case "llama", "llama-embed" -> blocks == 80 && heads != cached;
        case "deci", "olmo", "qwen2" -> blocks == 80;
        case "jais2" -> blocks == 68;
        default -> false;
      };
    }

    List<TensorConversion> all() {
      List<TensorConversion> conversions = new ArrayList<>(facts.tensors().size());
      for (TensorInfo tensor : inOrder(facts.tensors())) {
        conversions.add(decide(tensor));
      }
      return conversions;
    }

    private TensorConversion decide(TensorInfo tensor) {
      TensorCategory category = TensorCategory.of(tensor.name());
      if (!Quantizable.test(tensor, options.keepOutput())) {
        return TensorConversion.of(tensor, tensor.type());
      }
      boolean perLayer = tensor.name().equals("per_layer_token_embd.weight");
      boolean overridden =
          options.overrides().stream().anyMatch(each -> each.matches(tensor.name()));
      if (category == TensorCategory.EMBEDDING
          && options.embedding().isPresent()
          && !(perLayer && overridden)) {
        return TensorConversion.of(tensor, options.embedding().get());
      }
      if (category == TensorCategory.OUTPUT && options.output().isPresent()) {
        return TensorConversion.of(tensor, options.output().get());
      }
      if (type.isUnquantized()) {
        return TensorConversion.of(tensor, base);
      }
      for (RuleOptions.NamedType override : options.overrides()) {
        if (override.matches(tensor.name())) {
          return fitting(tensor, override.type());
        }
      }
      return fitting(tensor, options.pure() ? base : mixed(tensor, category));
    }

    /** The type, or the next one into whose blocks the rows divide. */
    private TensorConversion fitting(TensorInfo tensor, TensorType wanted) {
      if (wanted.divides(tensor.rowLength())) {
        return TensorConversion.of(tensor, wanted);
      }
      TensorType instead =
          switch (wanted) {
            case Q2_K, Q3_K, TQ1_0, TQ2_0, Q2_0 -> TensorType.Q4_0;
            case Q4_K -> TensorType.Q5_0;
            case Q5_K -> TensorType.Q5_1;
            case Q6_K -> TensorType.Q8_0;
            case IQ4_XS, IQ3_S, IQ3_XXS, IQ2_S, IQ2_XS, IQ2_XXS, IQ1_S, IQ1_M -> TensorType.IQ4_NL;
            default -> wanted;
          };
      TensorType last = instead.divides(tensor.rowLength()) ? instead : TensorType.F16;
      return new TensorConversion(tensor, last, true);
    }

    private TensorType mixed(TensorInfo tensor, TensorCategory category) {
      return switch (category) {
        case OUTPUT -> output(tensor);
        case EMBEDDING -> tied ? output(tensor) : base;
        case VALUE -> value();
        case KEY -> experts == 8 ? TensorType.Q8_0 : base;
        case ATTENTION_OUTPUT -> attentionOutput();
        case FEED_FORWARD_DOWN -> down(tensor);
        case QUERY, FEED_FORWARD_UP, FEED_FORWARD_GATE, OTHER -> base;
      };
    }

    private TensorType output(TensorInfo tensor) {
      if (options.output().isPresent()) {
        return options.output().get();
      }
      boolean eightBits = falcon || !base.divides(tensor.rowLength()) || base == TensorType.Q8_0;
      return eightBits ? TensorType.Q8_0 : TensorType.Q6_K;
    }

    private TensorType value() {
      int index = valuesSeen++;
      boolean shared = headsPerCache >= 4;
      TensorType chosen =
          switch (type) {
            case Q2_K -> shared ? TensorType.Q4_K : TensorType.Q3_K;
            case Q2_K_S -> shared ? TensorType.Q4_K : base;
            case Q3_K_M -> index < 2 ? TensorType.Q5_K : TensorType.Q4_K;
            case Q3_K_L -> TensorType.Q5_K;
            case Q4_K_S -> index < 4 ? TensorType.Q5_K : base;
            case Q4_K_M, Q5_K_M -> isOneOfMore(index, valueTensors) ? TensorType.Q6_K : base;
            case IQ4_NL, IQ4_XS -> shared ? TensorType.Q5_K : base;
            default -> base;
          };
      if (seventyBillion && (chosen == TensorType.Q3_K || chosen == TensorType.Q4_K)) {
        chosen = TensorType.Q5_K;
      }
      return experts == 8 ? TensorType.Q8_0 : chosen;
    }

    private TensorType attentionOutput() {
      if (falcon) {
        return type == QuantizationType.Q3_K_L ? TensorType.Q4_K : base;
      }
      if (experts == 8) {
        return switch (type) {
          case Q2_K, Q3_K_S, Q3_K_M, Q4_K_S, Q4_K_M, IQ4_NL, IQ4_XS -> TensorType.Q5_K;
          default -> base;
        };
      }
      return switch (type) {
        case Q2_K -> TensorType.Q3_K;
        case Q3_K_M -> TensorType.Q4_K;
        case Q3_K_L -> TensorType.Q5_K;
        default -> base;
      };
    }

    private TensorType down(TensorInfo tensor) {
      int index = downsSeen++;
      if (experts > 1) {
        index = blockOf(tensor.name());
        if (index < 0 || index >= blocks) {
          throw new IllegalArgumentException(
              "tensor '"
                  + tensor.name()
                  + "' of a model with "
                  + blocks
                  + " blocks names none of them, and the rules for experts need it");
        }
      }
      boolean firstEighth = index < blocks / 8;
      boolean firstSixteenth = index < blocks / 16;
      boolean more = isOneOfMore(index, blocks);
      return switch (type) {
        case Q4_0 -> options.importance() && firstEighth ? TensorType.Q4_1 : base;
        case Q5_0 -> options.importance() && firstEighth ? TensorType.Q5_1 : base;
        case Q2_K -> TensorType.Q3_K;
        case Q2_K_S -> firstEighth ? TensorType.Q4_K : base;
        case Q3_K_M ->
            firstSixteenth ? TensorType.Q5_K : falcon && !more ? TensorType.Q3_K : TensorType.Q4_K;
        case Q3_K_L -> falcon ? TensorType.Q4_K : TensorType.Q5_K;
        case Q4_K_S -> !falcon && firstEighth ? TensorType.Q5_K : base;
        case Q4_K_M ->
            falcon
                ? firstSixteenth ? TensorType.Q6_K : more ? TensorType.Q5_K : TensorType.Q4_K
                : more ? TensorType.Q6_K : base;
        case Q5_K_M -> more ? TensorType.Q6_K : base;
        case IQ4_NL, IQ4_XS -> !options.importance() && firstEighth ? TensorType.Q5_K : base;
        default -> base;
      };
    }
  }

  /** The first and the last eighth, and every third between. */
  private static boolean isOneOfMore(long index, long count) {
    return index < count / 8 || index >= 7 * count / 8 || (index - count / 8) % 3 == 2;
  }

  /** The format that most tensors of a type get. */
  private static TensorType baseOf(QuantizationType type) {
    return switch (type) {
      case F32 -> TensorType.F32;
      case F16 -> TensorType.F16;
      case BF16 -> TensorType.BF16;
      case Q8_0 -> TensorType.Q8_0;
      case Q6_K -> TensorType.Q6_K;
      case Q5_1 -> TensorType.Q5_1;
      case Q5_0 -> TensorType.Q5_0;
      case Q5_K_M, Q5_K_S -> TensorType.Q5_K;
      case Q4_1 -> TensorType.Q4_1;
      case Q4_0 -> TensorType.Q4_0;
      case Q4_K_M, Q4_K_S -> TensorType.Q4_K;
      case IQ4_NL -> TensorType.IQ4_NL;
      case IQ4_XS -> TensorType.IQ4_XS;
      case Q3_K_L, Q3_K_M, Q3_K_S -> TensorType.Q3_K;
      case Q2_K, Q2_K_S -> TensorType.Q2_K;
      default -> throw new IllegalArgumentException(type.label() + " is not made here");
    };
  }
}
