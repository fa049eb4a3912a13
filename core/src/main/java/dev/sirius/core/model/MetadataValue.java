package dev.sirius.core.model;

import java.math.BigDecimal;
import java.util.List;

/** A value of a model's metadata (a GGUF key-value), as far as Ollama tells it. */
public sealed interface MetadataValue {

  record Text(String value) implements MetadataValue {}

  record Numeric(BigDecimal value) implements MetadataValue {}

  record Flag(boolean value) implements MetadataValue {}

  record Sequence(List<MetadataValue> values) implements MetadataValue {
    public Sequence {
      values = List.copyOf(values);
    }
  }

  /** There is a value, but it was not told (arrays, unless asked for) or told in part only. */
  record Withheld(String reason) implements MetadataValue {}
}
