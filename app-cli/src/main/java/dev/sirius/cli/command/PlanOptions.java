package dev.sirius.cli.command;

import dev.sirius.core.plan.memory.FlashAttention;
import dev.sirius.core.plan.memory.RunOptions;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.PlanOrder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** How a model would be run, and on how much of the device. */
public final class PlanOptions {

  @Option(names = "--context", paramLabel = "N", description = "Tokens of one request's text.")
  private @Nullable Long context;

  @Option(
      names = "--kv-type",
      paramLabel = "TYPE",
      converter = CacheTypeConverter.class,
      description = "Format of keys and values: f16, q8_0, q4_0 and others.")
  private @Nullable TensorType cacheType;

  @Option(names = "--batch", paramLabel = "N", description = "Tokens computed at once.")
  private @Nullable Integer batch;

  @Option(names = "--parallel", paramLabel = "N", description = "Requests served at once.")
  private @Nullable Integer parallel;

  @Option(
      names = "--flash-attention",
      paramLabel = "on|off|auto",
      description = "Whether attention is fused.")
  private @Nullable FlashAttention flashAttention;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description = "Take only what answers with so many tokens a second.")
  private @Nullable Double speed;

  @Option(names = "--idle", description = "Count on all memory, not only on what is available now.")
  private boolean idle;

  @Option(
      names = "--reserve",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Memory to leave to the system.")
  private @Nullable ByteSize reserve;

  /**
   * The order for some types.
   *
   * @param environment the environment variables, of which those of Ollama's server count
   */
  PlanOrder order(List<QuantizationType> types, Map<String, String> environment) {
    return new PlanOrder(
        types,
        Optional.ofNullable(context),
        Optional.ofNullable(batch),
        Optional.ofNullable(parallel),
        Optional.ofNullable(cacheType),
        Optional.ofNullable(flashAttention),
        Optional.ofNullable(speed),
        idle,
        Optional.ofNullable(reserve),
        false,
        ofOllama(environment));
  }

  /** Whether to count on all memory. */
  boolean idle() {
    return idle;
  }

  /** Memory to leave to the system; empty for the usual. */
  Optional<ByteSize> reserve() {
    return Optional.ofNullable(reserve);
  }

  /**
   * Refuses the options that change a model's run, where there is no model.
   *
   * @throws ParameterException when one of them was given
   */
  void requireOnlyMemory(CommandLine command) {
    if (Stream.of(context, cacheType, batch, parallel, flashAttention, speed)
        .anyMatch(Objects::nonNull)) {
      throw new ParameterException(
          command,
          "without a model only --idle and --reserve change the answer; name a model to plan its"
              + " run");
    }
  }

  /** Those of the environment variables that Ollama's server reads. */
  static Map<String, String> ofOllama(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("OLLAMA_"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  static final class CacheTypeConverter implements ITypeConverter<TensorType> {
    @Override
    public TensorType convert(String value) {
      return TensorType.named(value)
          .filter(RunOptions.CACHE_TYPES::contains)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "keys and values cannot be kept as '"
                          + value
                          + "'; "
                          + RunOptions.CACHE_TYPES.stream()
                              .map(TensorType::label)
                              .map(label -> label.toLowerCase(Locale.ROOT))
                              .sorted()
                              .collect(Collectors.joining(", "))
                          + " are allowed"));
    }
  }

  static final class SizeConverter implements ITypeConverter<ByteSize> {
    @Override
    public ByteSize convert(String value) {
      try {
        return ByteSize.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
