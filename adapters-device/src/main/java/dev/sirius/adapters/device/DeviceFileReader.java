package dev.sirius.adapters.device;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.Limit;
import dev.sirius.core.device.Memory;
import dev.sirius.core.device.Platform;
import dev.sirius.core.device.Processor;
import dev.sirius.core.device.SimdFeature;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.text.SafeText;
import dev.sirius.core.text.Suggestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the text of a device file. Every error names the key and what is allowed. */
final class DeviceFileReader {

  private static final String SILENT = "the device file does not say";
  private static final int MOST_ACCELERATORS = 64;

  private final JsonParser parser;
  private final String source;

  /**
   * @param parser at the start of the text
   * @param source the file's name, as origin of its values
   */
  DeviceFileReader(JsonParser parser, String source) {
    this.parser = parser;
    this.source = source;
  }

  DeviceProfile read() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("it does not hold a JSON object");
    }
    Memory memory = Memory.unknown(SILENT);
    Processor processor = Processor.unknown(SILENT);
    Fact<List<Accelerator>> accelerators = Fact.unknown(SILENT);
    Fact<String> os = Fact.unknown(SILENT);
    Fact<String> architecture = Fact.unknown(SILENT);
    List<String> known = List.of("memory", "processor", "accelerators", "os", "architecture");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = key("", known);
      JsonToken token = parser.nextToken();
      switch (key) {
        case "memory" ->
            memory = memory(values(key, token, List.of("total", "available", "limit")));
        case "processor" ->
            processor =
                processor(
                    values(
                        key,
                        token,
                        List.of("name", "logicalCores", "physicalCores", "quotaCores", "simd")));
        case "accelerators" -> accelerators = Fact.known(accelerators(token), source);
        case "os" -> os = Fact.known(text(key, scalar(key, token)), source);
        default -> architecture = Fact.known(text(key, scalar(key, token)), source);
      }
    }
    if (parser.nextToken() != null) {
      throw new IllegalArgumentException("something follows the JSON object");
    }
    return new DeviceProfile(memory, processor, accelerators, new Platform(os, architecture));
  }

  /** The current key, when it is known. */
  private String key(String prefix, List<String> known) throws IOException {
    String key = parser.currentName();
    if (!known.contains(key)) {
      throw new IllegalArgumentException(
          "unknown key '"
              + prefix
              + SafeText.oneLine(key, 60)
              + "'"
              + Suggestion.nearest(key, known)
                  .map(nearest -> "; did you mean '" + prefix + nearest + "'?")
                  .orElse("; one of " + String.join(", ", known) + " is allowed"));
    }
    return key;
  }

  /** The values of an object: texts, numbers, booleans, or a list of texts. */
  private Map<String, Object> values(String name, JsonToken token, List<String> known)
      throws IOException {
    if (token != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException(name + " must be an object");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = key(name + ".", known);
      JsonToken value = parser.nextToken();
      values.put(
          key,
          value == JsonToken.START_ARRAY
              ? texts(name + "." + key)
              : scalar(name + "." + key, value));
    }
    return values;
  }

  private Object scalar(String key, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default ->
          throw new IllegalArgumentException(key + " must be a text, a number, true or false");
    };
  }

  private List<String> texts(String key) throws IOException {
    List<String> texts = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      texts.add(text(key, scalar(key, parser.currentToken())));
      if (texts.size() > 100) {
        throw new IllegalArgumentException(key + " has more than 100 entries");
      }
    }
    return texts;
  }

  private static String text(String key, @Nullable Object value) {
    if (value instanceof String text && !text.isBlank() && text.length() <= 200) {
      return text;
    }
    throw new IllegalArgumentException(key + " must be a text of 1 to 200 characters");
  }

  private Memory memory(Map<String, Object> values) {
    return new Memory(
        size("memory.total", values.get("total")),
        size("memory.available", values.get("available")),
        limit("memory.limit", values.get("limit")));
  }

  private Fact<ByteSize> size(String key, @Nullable Object value) {
    if (value == null) {
      return Fact.unknown(SILENT);
    }
    if (!(value instanceof String text)) {
      throw new IllegalArgumentException(key + " must be a size in quotes, such as \"8GiB\"");
    }
    try {
      return Fact.known(ByteSize.parse(text), source);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  /** A size, or {@code "none"}. */
  private Fact<Limit<ByteSize>> limit(String key, @Nullable Object value) {
    return "none".equals(value)
        ? Fact.known(Limit.none(), source)
        : size(key, value).map(Limit::atMost);
  }

  private Processor processor(Map<String, Object> values) {
    return new Processor(
        name("processor.name", values.get("name")),
        count("processor.logicalCores", values.get("logicalCores")),
        count("processor.physicalCores", values.get("physicalCores")),
        quota("processor.quotaCores", values.get("quotaCores")),
        simd("processor.simd", values.get("simd")));
  }

  private Fact<String> name(String key, @Nullable Object value) {
    return value == null ? Fact.unknown(SILENT) : Fact.known(text(key, value), source);
  }

  private Fact<Integer> count(String key, @Nullable Object value) {
    if (value == null) {
      return Fact.unknown(SILENT);
    }
    if (value instanceof Number number && number.toString().matches("[1-9]\\d{0,5}")) {
      return Fact.known(number.intValue(), source);
    }
    throw new IllegalArgumentException(
        key + " is '" + value + "'; a whole number from 1 to 999999 is allowed");
  }

  private Fact<Limit<Double>> quota(String key, @Nullable Object value) {
    if (value == null) {
      return Fact.unknown(SILENT);
    }
    if ("none".equals(value)) {
      return Fact.known(Limit.none(), source);
    }
    if (value instanceof Number number
        && number.doubleValue() > 0
        && number.doubleValue() < 1_000_000) {
      return Fact.known(Limit.atMost(number.doubleValue()), source);
    }
    throw new IllegalArgumentException(
        key + " is '" + value + "'; a number above 0, or \"none\", is allowed");
  }

  private Fact<Set<SimdFeature>> simd(String key, @Nullable Object value) {
    if (value == null) {
      return Fact.unknown(SILENT);
    }
    if (!(value instanceof List<?> names)) {
      throw new IllegalArgumentException(key + " must be a list of texts");
    }
    List<String> known = Arrays.stream(SimdFeature.values()).map(SimdFeature::label).toList();
    Set<SimdFeature> features = EnumSet.noneOf(SimdFeature.class);
    for (Object each : names) {
      String name = String.valueOf(each);
      features.add(SimdFeature.named(name).orElseThrow(() -> unknownWord(key, name, known)));
    }
    return Fact.known(features, source);
  }

  private static IllegalArgumentException unknownWord(String key, String word, List<String> known) {
    return new IllegalArgumentException(
        key
            + ": '"
            + SafeText.oneLine(word, 60)
            + "' is not known"
            + Suggestion.nearest(word, known)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("; one of " + String.join(", ", known) + " is allowed"));
  }

  private List<Accelerator> accelerators(JsonToken token) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      throw new IllegalArgumentException("accelerators must be a list; [] for none");
    }
    List<Accelerator> accelerators = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (accelerators.size() == MOST_ACCELERATORS) {
        throw new IllegalArgumentException(
            "accelerators has more than " + MOST_ACCELERATORS + " entries");
      }
      accelerators.add(
          accelerator(
              values(
                  "accelerators",
                  parser.currentToken(),
                  List.of("name", "vendor", "totalMemory", "freeMemory", "unifiedMemory"))));
    }
    return accelerators;
  }

  private Accelerator accelerator(Map<String, Object> values) {
    Fact<ByteSize> total = size("accelerators.totalMemory", values.get("totalMemory"));
    Fact<ByteSize> free = size("accelerators.freeMemory", values.get("freeMemory"));
    Object unified = values.get("unifiedMemory");
    if (unified != null && !(unified instanceof Boolean)) {
      throw new IllegalArgumentException("accelerators.unifiedMemory must be true or false");
    }
    return new Accelerator(
        text("accelerators.name", values.get("name")),
        vendor(values.get("vendor")),
        total,
        free.orElse(total),
        unified == null ? Fact.unknown(SILENT) : Fact.known((Boolean) unified, source));
  }

  private static Accelerator.Vendor vendor(@Nullable Object value) {
    if (value == null) {
      return Accelerator.Vendor.OTHER;
    }
    String word = String.valueOf(value);
    return Arrays.stream(Accelerator.Vendor.values())
        .filter(vendor -> vendor.name().equals(word.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                unknownWord(
                    "accelerators.vendor",
                    word,
                    Arrays.stream(Accelerator.Vendor.values()).map(Enum::name).toList()));
  }
}
