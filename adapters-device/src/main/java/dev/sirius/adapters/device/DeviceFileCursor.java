package dev.sirius.adapters.device;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sirius.core.device.port.DeviceProbeException;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.text.SafeText;
import dev.sirius.core.text.Suggestion;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the JSON of a device file value by value, each of the type that its key asks for.
 * What does not fit is refused with file, line, key and what is allowed.
 */
final class DeviceFileCursor {

  private static final int LONGEST_TEXT = 200;
  private static final String SIZE = "a size in quotes with its unit, such as \"8GiB\"";

  private final JsonParser parser;
  private final String file;
  private final Deque<String> place = new ArrayDeque<>();

  DeviceFileCursor(JsonParser parser, String file) {
    this.parser = parser;
    this.file = file;
  }

  /** Steps into the object that the whole file is. */
  void start() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new DeviceProbeException(
          "the device file "
              + file
              + " does not hold a JSON object; write {\"memory\": {\"total\": \"8GiB\"}}, for"
              + " example");
    }
    place.addLast("");
  }

  /** Makes sure that nothing follows. */
  void end() throws IOException {
    if (parser.nextToken() != null) {
      throw refused("more follows after the object; one object is allowed");
    }
  }

  void startObject() {
    require(JsonToken.START_OBJECT, "an object in { }");
    place.addLast("");
  }

  void startArray() {
    require(JsonToken.START_ARRAY, "a list in [ ]");
    place.addLast("[-1]");
  }

  /** Steps to the value of the next key of an object; null at the object's end. */
  @Nullable String nextKey(String... known) throws IOException {
    place.removeLast();
    if (parser.nextToken() == JsonToken.END_OBJECT) {
      return null;
    }
    String key = parser.currentName();
    List<String> allowed = List.of(known);
    if (!allowed.contains(key)) {
      place.addLast(SafeText.oneLine(key, 60));
      throw refused(
          "unknown key '"
              + path()
              + "'"
              + Suggestion.nearest(key, allowed)
                  .map(nearest -> "; did you mean '" + nearest + "'?")
                  .orElse("; allowed are " + String.join(", ", allowed)));
    }
    place.addLast(key);
    parser.nextToken();
    return key;
  }

  /** Steps to the next element of a list; false at the list's end. */
  boolean nextElement() throws IOException {
    String index = place.removeLast();
    if (parser.nextToken() == JsonToken.END_ARRAY) {
      return false;
    }
    int current = Integer.parseInt(index.substring(1, index.length() - 1));
    place.addLast("[" + (current + 1) + "]");
    return true;
  }

  /** A text that is not blank, fit for a line of a terminal. */
  String text() throws IOException {
    require(JsonToken.VALUE_STRING, "a text in quotes");
    String text = parser.getText();
    if (text.isBlank() || text.length() > LONGEST_TEXT) {
      throw refused(
          path() + " has " + text.length() + " characters; 1 to " + LONGEST_TEXT + " are allowed");
    }
    return SafeText.oneLine(text, LONGEST_TEXT);
  }

  /** A size, 0 or more. */
  ByteSize size() throws IOException {
    require(JsonToken.VALUE_STRING, SIZE);
    try {
      return ByteSize.parse(SafeText.oneLine(parser.getText(), 60));
    } catch (IllegalArgumentException e) {
      throw refused(path() + ": " + e.getMessage());
    }
  }

  ByteSize sizeAboveZero() throws IOException {
    ByteSize size = size();
    if (size.equals(ByteSize.ZERO)) {
      throw refused(path() + " is 0; more is needed, or leave the key out if it is not known");
    }
    return size;
  }

  /** Whether the value is the text that stands for no limit. */
  boolean isNone() throws IOException {
    return parser.currentToken() == JsonToken.VALUE_STRING && parser.getText().equals("none");
  }

  /** A whole number from 1. */
  int wholeNumber(int most) throws IOException {
    String allowed = "a whole number from 1 to " + most;
    require(JsonToken.VALUE_NUMBER_INT, allowed);
    if (parser.getNumberType() != JsonParser.NumberType.INT
        || parser.getIntValue() < 1
        || parser.getIntValue() > most) {
      throw refused(path() + " must be " + allowed + ", not " + shown());
    }
    return parser.getIntValue();
  }

  /** A number above 0. */
  double number(int most) throws IOException {
    String allowed = "a number above 0, at most " + most + ", or \"none\"";
    JsonToken token = parser.currentToken();
    boolean isNumber = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
    if (!isNumber || !(parser.getDoubleValue() > 0) || parser.getDoubleValue() > most) {
      throw refused(path() + " must be " + allowed + ", not " + shown());
    }
    return parser.getDoubleValue();
  }

  boolean trueOrFalse() throws IOException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw refused(path() + " must be true or false, not " + shown());
    }
    return parser.getBooleanValue();
  }

  /** One of some values, by its name for people or in Java; case does not count. */
  <T extends Enum<T>> T choice(T[] values, Function<T, String> name) throws IOException {
    require(JsonToken.VALUE_STRING, "a text in quotes");
    String text = parser.getText();
    for (T value : values) {
      if (name.apply(value).equalsIgnoreCase(text) || value.name().equalsIgnoreCase(text)) {
        return value;
      }
    }
    List<String> names = Arrays.stream(values).map(name).toList();
    throw refused(
        path()
            + ": '"
            + SafeText.oneLine(text, 60)
            + "' is not known"
            + Suggestion.nearest(text, names)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("; allowed are " + String.join(", ", names)));
  }

  /** Refuses an object that lacks a key. */
  <T> T required(String key, @Nullable T value) {
    if (value == null) {
      throw refused(path() + " has no " + key + "; give it one");
    }
    return value;
  }

  /** Refuses an object in which a part is more than the whole. */
  <T extends Comparable<T>> void requireNotAbove(
      String part, Fact<T> partValue, String whole, Fact<T> wholeValue) {
    if (!partValue.isKnown() || !wholeValue.isKnown()) {
      return;
    }
    T larger = partValue.toOptional().orElseThrow();
    T smaller = wholeValue.toOptional().orElseThrow();
    if (larger.compareTo(smaller) > 0) {
      throw refused(
          path() + ": " + part + " is " + larger + ", more than " + whole + ", " + smaller);
    }
  }

  private void require(JsonToken token, String allowed) {
    if (parser.currentToken() != token) {
      throw refused(path() + " must be " + allowed + ", not " + shown());
    }
  }

  private DeviceProbeException refused(String what) {
    return new DeviceProbeException(
        "the device file "
            + file
            + ", line "
            + parser.currentTokenLocation().getLineNr()
            + ": "
            + what);
  }

  private String path() {
    StringBuilder path = new StringBuilder();
    for (Iterator<String> steps = place.iterator(); steps.hasNext(); ) {
      String step = steps.next();
      if (path.length() > 0 && !step.isEmpty() && !step.startsWith("[")) {
        path.append('.');
      }
      path.append(step);
    }
    return path.toString();
  }

  private String shown() {
    JsonToken token = parser.currentToken();
    if (token == null) {
      return "the end of the file";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_NULL -> "null (leave the key out if it is not known)";
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> value();
      default -> token.asString();
    };
  }

  private String value() {
    try {
      String text = SafeText.oneLine(parser.getText(), 60);
      return parser.currentToken() == JsonToken.VALUE_STRING ? "\"" + text + "\"" : text;
    } catch (IOException e) {
      return "a value that cannot be shown";
    }
  }
}
