package dev.sirius.cli.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sirius.cli.config.Configuration.Value;
import dev.sirius.core.text.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads {@code sirius.json}: nested objects whose leaves are settings. */
public final class ConfigurationFile {

  private static final long MOST_BYTES = 1L << 20;

  private ConfigurationFile() {}

  /**
   * The settings in a file.
   *
   * @throws ConfigurationException when the file cannot be read, is no JSON object, or has an
   *     unknown key or a value of the wrong type
   */
  public static Map<Setting, Value> read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new ConfigurationException(file + " is larger than 1 MiB; that is no configuration");
      }
      try (JsonParser parser = new JsonFactory().createParser(Files.readAllBytes(file))) {
        Map<Setting, Value> values = new EnumMap<>(Setting.class);
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          throw new ConfigurationException(file + " does not hold a JSON object");
        }
        readObject(parser, "", file, values);
        return values;
      }
    } catch (NoSuchFileException e) {
      throw new ConfigurationException("there is no file " + file, e);
    } catch (JsonParseException e) {
      throw new ConfigurationException(
          file
              + " is not JSON: line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ": "
              + e.getOriginalMessage(),
          e);
    } catch (IOException e) {
      throw new ConfigurationException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void readObject(
      JsonParser parser, String prefix, Path file, Map<Setting, Value> values) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = prefix + parser.currentName();
      JsonToken token = parser.nextToken();
      if (Setting.of(key).isPresent()) {
        Setting setting = Setting.of(key).get();
        values.put(setting, new Value(scalar(parser, token, setting, file), file + " " + key));
      } else if (isPrefix(key) && token == JsonToken.START_OBJECT) {
        readObject(parser, key + ".", file, values);
      } else if (isPrefix(key)) {
        throw new ConfigurationException(file + ": " + key + " must be an object");
      } else {
        throw new ConfigurationException(file + ": unknown key " + key + suggestion(key));
      }
    }
  }

  private static String scalar(JsonParser parser, JsonToken token, Setting setting, Path file)
      throws IOException {
    boolean wantsNumber = setting.kind().isNumber();
    boolean wantsFlag = setting.kind() == Setting.Kind.FLAG;
    boolean fits =
        wantsFlag
            ? token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE
            : wantsNumber
                ? token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT
                : token == JsonToken.VALUE_STRING;
    if (!fits) {
      throw new ConfigurationException(
          file
              + ": "
              + setting.key()
              + " must be "
              + (wantsFlag ? "true or false" : wantsNumber ? "a number" : "a text in quotes")
              + ", not "
              + named(token));
    }
    return parser.getText();
  }

  private static String named(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      default -> "the end of the file";
    };
  }

  private static boolean isPrefix(String key) {
    return Arrays.stream(Setting.values()).anyMatch(setting -> setting.key().startsWith(key + "."));
  }

  private static String suggestion(String key) {
    List<String> keys = Arrays.stream(Setting.values()).map(Setting::key).toList();
    return Suggestion.nearest(key, keys)
        .map(nearest -> "; did you mean " + nearest + "?")
        .orElse("; 'sirius config show' lists all keys");
  }
}
