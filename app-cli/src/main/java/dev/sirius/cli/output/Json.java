package dev.sirius.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.sirius.core.fact.Fact;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** JSON documents, built from ordered maps, lists, texts, numbers, booleans and null. */
public final class Json {

  private Json() {}

  /** An object; keys and values alternate, the order stays. */
  public static Map<String, @Nullable Object> object(@Nullable Object... keysAndValues) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
    }
    return object;
  }

  /** {@code {"value": …, "source": …}}, or {@code {"value": null, "reason": …}}. */
  public static <T> Map<String, @Nullable Object> fact(
      Fact<T> fact, Function<? super T, ? extends @Nullable Object> value) {
    return fact.fold(
        (known, source) -> object("value", value.apply(known), "source", source),
        reason -> object("value", null, "reason", reason));
  }

  /** A known value, or null. */
  public static <T> @Nullable Object valueOrNull(
      Fact<T> fact, Function<? super T, ? extends Object> value) {
    Optional<T> known = fact.toOptional();
    return known.isPresent() ? value.apply(known.get()) : null;
  }

  /** The text of a document, indented, ending in a line break. */
  public static String text(Map<String, @Nullable Object> document) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
      generator.setPrettyPrinter(new DefaultPrettyPrinter());
      write(generator, document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
    if (value == null) {
      generator.writeNull();
    } else if (value instanceof Map<?, ?> object) {
      generator.writeStartObject();
      for (Map.Entry<?, ?> entry : object.entrySet()) {
        generator.writeFieldName(String.valueOf(entry.getKey()));
        write(generator, entry.getValue());
      }
      generator.writeEndObject();
    } else if (value instanceof List<?> list) {
      generator.writeStartArray();
      for (Object element : list) {
        write(generator, element);
      }
      generator.writeEndArray();
    } else if (value instanceof Boolean flag) {
      generator.writeBoolean(flag);
    } else if (value instanceof Integer number) {
      generator.writeNumber(number);
    } else if (value instanceof Long number) {
      generator.writeNumber(number);
    } else if (value instanceof Number number) {
      generator.writeNumber(number.toString());
    } else {
      generator.writeString(value.toString());
    }
  }
}
