package dev.sirius.adapters.ollama.store;

import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.model.MetadataValue;
import dev.sirius.core.model.TensorDescription;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a file's header says, in the terms in which Ollama tells it. */
final class Described {

  private Described() {}

  static Map<String, MetadataValue> metadata(ModelFacts facts) {
    Map<String, MetadataValue> described = new LinkedHashMap<>();
    facts.metadata().entries().forEach((key, value) -> described.put(key, value(value)));
    return described;
  }

  private static MetadataValue value(GgufValue value) {
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
      return number(real.value());
    }
    if (value instanceof GgufValue.Float64 real) {
      return number(real.value());
    }
    if (value instanceof GgufValue.Elements elements) {
      return new MetadataValue.Sequence(
          elements.elements().stream().map(Described::value).toList());
    }
    return new MetadataValue.Withheld("left unread: " + value);
  }

  private static MetadataValue number(double value) {
    return Double.isFinite(value)
        ? new MetadataValue.Numeric(BigDecimal.valueOf(value))
        : new MetadataValue.Text(Double.toString(value));
  }

  static List<TensorDescription> tensors(ModelFacts facts) {
    return facts.tensors().stream()
        .map(
            tensor ->
                new TensorDescription(tensor.name(), tensor.type().name(), tensor.dimensions()))
        .toList();
  }
}
