package dev.sirius.core.gguf;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.MetadataValue;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.TensorDescription;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.text.SafeText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model's facts from what Ollama tells of it, and the other way round. Its answer is JSON, so a
 * number's type in the file is lost: whole numbers come out as {@code u32}, {@code i64} or {@code
 * u64}, whichever first holds them, others as {@code f64}. Arrays that Ollama withheld are left
 * out.
 */
public final class OllamaFacts {

  private static final BigInteger U32_MAX = BigInteger.valueOf(0xFFFF_FFFFL);
  private static final int LONGEST_EXPONENT = 400;

  private OllamaFacts() {}

  /** The facts, or why they cannot be had from this description. */
  public static Fact<ModelFacts> of(ModelDescription description) {
    return description
        .metadata()
        .fold(
            (metadata, source) ->
                description
                    .tensors()
                    .fold(
                        (tensors, tensorSource) -> facts(metadata, tensors, source), Fact::unknown),
            Fact::unknown);
  }

  private static Fact<ModelFacts> facts(
      Map<String, MetadataValue> told, List<TensorDescription> tensors, String source) {
    Map<String, GgufValue> entries = new LinkedHashMap<>();
    told.forEach((key, value) -> value(value).ifPresent(known -> entries.put(key, known)));
    try {
      List<TensorInfo> table = new ArrayList<>(tensors.size());
      for (TensorDescription tensor : tensors) {
        Optional<TensorType> type = TensorType.named(tensor.type());
        if (type.isEmpty()) {
          return Fact.unknown(
              "Ollama reports tensor '"
                  + SafeText.oneLine(tensor.name(), 80)
                  + "' of type '"
                  + SafeText.oneLine(tensor.type(), 40)
                  + "', which Sirius does not know");
        }
        table.add(new TensorInfo(tensor.name(), tensor.shape(), type.get()));
      }
      return Fact.known(ModelFacts.of(new Metadata(entries), table), source);
    } catch (MetadataException | IllegalArgumentException e) {
      return Fact.unknown("what Ollama tells of the model makes no sense: " + e.getMessage());
    }
  }

  /** A header's key-values in the terms in which Ollama tells them. */
  public static Map<String, MetadataValue> metadata(ModelFacts facts) {
    Map<String, MetadataValue> told = new LinkedHashMap<>();
    facts.metadata().entries().forEach((key, value) -> told.put(key, told(value)));
    return told;
  }

  /** A header's tensor table in the terms in which Ollama tells it. */
  public static List<TensorDescription> tensors(ModelFacts facts) {
    return facts.tensors().stream()
        .map(
            tensor ->
                new TensorDescription(tensor.name(), tensor.type().name(), tensor.dimensions()))
        .toList();
  }

  private static MetadataValue told(GgufValue value) {
    if (value instanceof GgufValue.Text text) {
      return new MetadataValue.Text(text.value());
    }
    if (value instanceof GgufValue.Flag flag) {
      return new MetadataValue.Flag(flag.value());
    }
    if (value instanceof GgufValue.Whole whole) {
      return new MetadataValue.Numeric(new BigDecimal(whole.value()));
    }
    if (value instanceof GgufValue.Float32 real) {
      return told(real.value());
    }
    if (value instanceof GgufValue.Float64 real) {
      return told(real.value());
    }
    if (value instanceof GgufValue.Elements elements) {
      return new MetadataValue.Sequence(
          elements.elements().stream().map(OllamaFacts::told).toList());
    }
    return new MetadataValue.Withheld("left unread: " + value);
  }

  private static MetadataValue told(double value) {
    return Double.isFinite(value)
        ? new MetadataValue.Numeric(BigDecimal.valueOf(value))
        : new MetadataValue.Text(Double.toString(value));
  }

  private static Optional<GgufValue> value(MetadataValue told) {
    if (told instanceof MetadataValue.Text text) {
      return Optional.of(GgufValue.Text.of(text.value()));
    }
    if (told instanceof MetadataValue.Flag flag) {
      return Optional.of(new GgufValue.Flag(flag.value()));
    }
    if (told instanceof MetadataValue.Numeric number) {
      return Optional.of(number(number.value()));
    }
    if (told instanceof MetadataValue.Sequence sequence) {
      return sequence(sequence.values());
    }
    return Optional.empty();
  }

  private static GgufValue number(BigDecimal number) {
    Optional<BigInteger> whole = whole(number);
    if (whole.isPresent()) {
      BigInteger value = whole.get();
      if (value.signum() >= 0 && value.compareTo(U32_MAX) <= 0) {
        return new GgufValue.Whole(ValueType.UINT32, value.longValueExact());
      }
      if (value.bitLength() <= 63) {
        return new GgufValue.Whole(ValueType.INT64, value.longValueExact());
      }
      if (value.signum() > 0 && value.bitLength() <= 64) {
        return new GgufValue.Whole(ValueType.UINT64, value.longValue());
      }
    }
    return new GgufValue.Float64(number.doubleValue());
  }

  /** The number when it is whole, without spelling out a huge exponent. */
  private static Optional<BigInteger> whole(BigDecimal number) {
    if (Math.abs((long) number.scale()) > LONGEST_EXPONENT) {
      return Optional.empty();
    }
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() <= 0 ? Optional.of(stripped.toBigInteger()) : Optional.empty();
  }

  /** An array, in the one type that holds all its elements; empty when there is none. */
  private static Optional<GgufValue> sequence(List<MetadataValue> told) {
    List<GgufValue> elements = new ArrayList<>(told.size());
    for (MetadataValue element : told) {
      Optional<GgufValue> value = value(element);
      if (value.isEmpty() || value.get() instanceof GgufValue.Sequence) {
        return Optional.empty();
      }
      elements.add(value.get());
    }
    return common(elements)
        .map(
            type ->
                new GgufValue.Elements(
                    type, elements.stream().map(element -> as(type, element)).toList()));
  }

  private static Optional<ValueType> common(List<GgufValue> elements) {
    List<ValueType> types = elements.stream().map(GgufValue::type).distinct().toList();
    if (types.isEmpty()) {
      return Optional.of(ValueType.UINT32);
    }
    if (types.size() == 1) {
      return Optional.of(types.get(0));
    }
    boolean numbers = types.stream().allMatch(type -> type.isWhole() || type == ValueType.FLOAT64);
    if (!numbers) {
      return Optional.empty();
    }
    boolean longs =
        types.stream().allMatch(type -> type == ValueType.UINT32 || type == ValueType.INT64);
    return Optional.of(longs ? ValueType.INT64 : ValueType.FLOAT64);
  }

  private static GgufValue as(ValueType type, GgufValue element) {
    if (element.type() == type) {
      return element;
    }
    GgufValue.Whole whole = (GgufValue.Whole) element;
    return type == ValueType.INT64
        ? new GgufValue.Whole(type, whole.bits())
        : new GgufValue.Float64(whole.value().doubleValue());
  }
}
