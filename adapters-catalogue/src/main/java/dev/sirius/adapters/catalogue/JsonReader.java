package dev.sirius.adapters.catalogue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sirius.core.catalogue.port.CatalogueException;
import dev.sirius.core.text.SafeText;
import dev.sirius.core.text.Suggestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one JSON text forward, value by value. What is wrong is told with the line that it is on.
 */
final class JsonReader implements AutoCloseable {

  /** Elements of a list, or keys of an object, that are put up with. */
  static final int MOST_ELEMENTS = 1024;

  private static final int DEEPEST = 8;
  private static final int LONGEST_TEXT = 500;
  private static final int LONGEST_NUMBER = 30;

  private static final JsonFactory FORMAT =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(LONGEST_TEXT)
                  .maxNameLength(LONGEST_TEXT)
                  .maxNumberLength(LONGEST_NUMBER)
                  .build())
          .build();

  private final String file;
  private final JsonParser parser;

  /** What to do with the value of a key; the reader stands on it. */
  interface Field {
    void read(String key) throws IOException;
  }

  /** What to do with an element; the reader stands on it. */
  interface Element {
    void read() throws IOException;
  }

  /**
   * @param file its name, for messages
   */
  JsonReader(String file, byte[] text) throws IOException {
    this.file = file;
    this.parser = FORMAT.createParser(text);
    parser.nextToken();
  }

  /** Reads an object; each key must be one of those that are known. */
  void object(String what, List<String> known, Field field) throws IOException {
    entries(
        what,
        key -> {
          if (!known.contains(key)) {
            throw error(
                "unknown key '"
                    + SafeText.oneLine(key, 60)
                    + "' in "
                    + what
                    + Suggestion.nearest(key, known)
                        .map(nearest -> "; did you mean '" + nearest + "'?")
                        .orElse("; one of " + String.join(", ", known) + " is allowed"));
          }
          field.read(key);
        });
  }

  /** Reads an object whose keys are free. */
  void entries(String what, Field field) throws IOException {
    expect(JsonToken.START_OBJECT, what, "an object");
    int count = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      bound(++count, what);
      String key = parser.currentName();
      parser.nextToken();
      field.read(key);
    }
  }

  void list(String what, Element element) throws IOException {
    expect(JsonToken.START_ARRAY, what, "a list");
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      bound(++count, what);
      element.read();
    }
  }

  List<String> texts(String what) throws IOException {
    List<String> texts = new ArrayList<>();
    list(what, () -> texts.add(text(what)));
    return texts;
  }

  String text(String what) throws IOException {
    expect(JsonToken.VALUE_STRING, what, "a text in quotes");
    String text = parser.getText();
    if (text.isBlank()) {
      throw error(what + " is empty");
    }
    return text;
  }

  boolean flag(String what) {
    if (token() != JsonToken.VALUE_TRUE) {
      expect(JsonToken.VALUE_FALSE, what, "true or false");
    }
    return token() == JsonToken.VALUE_TRUE;
  }

  /** A whole number from 0 on. */
  long whole(String what) throws IOException {
    expect(JsonToken.VALUE_NUMBER_INT, what, "a whole number");
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER || parser.getLongValue() < 0) {
      throw error(what + " is " + parser.getText() + "; 0 to 2^63 - 1 is allowed");
    }
    return parser.getLongValue();
  }

  double real(String what) throws IOException {
    if (token() != JsonToken.VALUE_NUMBER_INT) {
      expect(JsonToken.VALUE_NUMBER_FLOAT, what, "a number");
    }
    return parser.getDoubleValue();
  }

  /** The token that the reader stands on; the end of the text has none. */
  JsonToken token() {
    JsonToken token = parser.currentToken();
    return token == null ? JsonToken.NOT_AVAILABLE : token;
  }

  /** Throws unless the text is over. */
  void end() throws IOException {
    if (parser.nextToken() != null) {
      throw error("something follows the JSON object");
    }
  }

  /** What to throw for something wrong with the value that the reader stands on. */
  CatalogueException error(String message) {
    return new CatalogueException(place() + ": " + message);
  }

  /** As {@link #error(String)}, for what a value of the core refused. */
  CatalogueException error(RuntimeException cause) {
    return new CatalogueException(place() + ": " + cause.getMessage(), cause);
  }

  /** The error for a text that is no JSON. */
  static CatalogueException notJson(String file, JsonProcessingException e) {
    int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    // What Jackson adds in brackets is where it keeps the text.
    String reason = e.getOriginalMessage().replaceFirst(" ?\\((start marker|through).*", "");
    return new CatalogueException(
        file + ", line " + line + ": " + SafeText.oneLine(reason, 200), e);
  }

  private String place() {
    return file + ", line " + parser.currentTokenLocation().getLineNr();
  }

  private void expect(JsonToken wanted, String what, String name) {
    if (token() != wanted) {
      throw error(what + " must be " + name);
    }
  }

  private void bound(int count, String what) {
    if (count > MOST_ELEMENTS) {
      throw error(what + " has more than " + MOST_ELEMENTS + " elements");
    }
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
