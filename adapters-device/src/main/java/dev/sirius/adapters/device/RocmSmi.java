package dev.sirius.adapters.device;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.Accelerator.Vendor;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.text.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Asks AMD's own tool for the cards, where the driver's files do not tell, and reads its answer.
 */
final class RocmSmi {

  private static final String SOURCE = "rocm-smi";
  private static final List<String> COMMAND =
      List.of(SOURCE, "--showproductname", "--showmeminfo", "vram", "--json");
  private static final int MOST_CARDS = 64;

  private RocmSmi() {}

  /** The cards that the tool tells of; unknown where it does not, or is not there. */
  static Fact<List<Accelerator>> cards(Tool tool) {
    Tool.Outcome outcome = tool.run(COMMAND);
    if (outcome instanceof Tool.Outcome.Said said) {
      return parse(said.output())
          .map(cards -> Fact.known(cards, SOURCE))
          .orElseGet(() -> Fact.unknown("rocm-smi says what cannot be read"));
    }
    if (outcome instanceof Tool.Outcome.Refused refused) {
      return Fact.unknown("rocm-smi ended with exit code " + refused.exitCode());
    }
    return Fact.unknown(
        outcome instanceof Tool.Outcome.Failed failed
            ? failed.reason()
            : "there is no rocm-smi to ask");
  }

  /**
   * The cards in an answer: a JSON object of objects named {@code card0} and so on, whose values
   * are texts. Warnings may stand before it. Empty when it is none.
   */
  static Optional<List<Accelerator>> parse(String output) {
    int start = output.indexOf('{');
    if (start < 0) {
      return Optional.empty();
    }
    List<Accelerator> cards = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(output.substring(start))) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          return Optional.empty();
        }
        Map<String, String> values = values(parser);
        if (name.matches("card\\d{1,3}") && cards.size() < MOST_CARDS) {
          cards.add(card(name, values));
        }
      }
      return parser.currentToken() == JsonToken.END_OBJECT ? Optional.of(cards) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The texts and numbers of an object, by name in lower case: versions of the tool differ. */
  private static Map<String, String> values(JsonParser parser) throws IOException {
    Map<String, String> values = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName().toLowerCase(Locale.ROOT);
      if (parser.nextToken().isScalarValue()) {
        values.put(key, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    return values;
  }

  private static Accelerator card(String name, Map<String, String> values) {
    Fact<ByteSize> total = size(values.getOrDefault("vram total memory (b)", ""), name);
    Fact<ByteSize> used = size(values.getOrDefault("vram total used memory (b)", ""), name);
    Fact<ByteSize> free =
        total.fold(
            (all, source) ->
                used.map(taken -> new ByteSize(Math.max(0, all.bytes() - taken.bytes()))),
            Fact::unknown);
    String series = SafeText.oneLine(values.getOrDefault("card series", ""), 100);
    return new Accelerator(
        series.isBlank() || series.startsWith("0x") ? "AMD " + name : series,
        Vendor.AMD,
        total,
        free,
        total
            .toOptional()
            .filter(AmdCard::isTooSmallToBeItsOwn)
            .map(small -> Fact.known(true, SOURCE))
            .orElseGet(() -> Fact.unknown("rocm-smi does not tell whether it shares memory")));
  }

  private static Fact<ByteSize> size(String text, String card) {
    return text.matches("\\d{1,15}")
        ? Fact.known(new ByteSize(Long.parseLong(text)), SOURCE)
        : Fact.unknown("rocm-smi tells no memory of " + card);
  }
}
