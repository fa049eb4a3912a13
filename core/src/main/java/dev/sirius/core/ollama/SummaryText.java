package dev.sirius.core.ollama;

import dev.sirius.core.model.MetadataValue;
import dev.sirius.core.model.TensorDescription;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.text.SafeText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The summary that {@code ollama show} prints of a model, with or without {@code --verbose}:
 * sections with a title, their rows indented, long cells wrapped onto rows of their own.
 *
 * <p>Ollama 0.3.11 and later indent rows by four blanks, what is wrapped by six or more, and part
 * cells by two or more; 0.1.45 to 0.3.10 start rows and part cells with tabs.
 */
public final class SummaryText {

  /** Rows of the section {@code Model} that had other labels before 0.3.11. */
  private static final Map<String, String> OLD_LABELS = Map.of("arch", "architecture");

  private static final Pattern TITLE = Pattern.compile(" {2}\\S.*");
  private static final Pattern ROW = Pattern.compile(" {4}\\S.*|[ ]*\\t.*");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?\\d{1,20}(?:\\.\\d{1,20})?(?:e[+-]\\d{1,3})?");

  /** Keys of a GGUF's {@code general} group that are numbers; all the others there are texts. */
  private static final Pattern GENERAL_NUMBER =
      Pattern.compile(
          "general\\.(?:file_type|quantization_version|parameter_count|alignment"
              + "|(?:base_model|dataset)\\.count)");

  /** Whole numbers are exact up to here: the program keeps numbers as 64-bit floating point. */
  private static final BigDecimal EXACT_UP_TO = BigDecimal.valueOf(1L << 53);

  /** A row of a section; {@code wrapped} when the cells went on in further rows. */
  private record Row(String text, boolean wrapped) {
    List<String> cells(int most) {
      return Arrays.asList(text.split(" *\\t\\s*| {2,}", most));
    }
  }

  private final Map<String, List<Row>> sections;

  private SummaryText(Map<String, List<Row>> sections) {
    this.sections = sections;
  }

  /**
   * Reads a summary.
   *
   * @throws ModelStoreException {@code BROKEN_ANSWER} when the text is none
   */
  public static SummaryText parse(String text) {
    Map<String, List<Row>> sections = new LinkedHashMap<>();
    List<Row> rows = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (TITLE.matcher(line).matches()) {
        rows = sections.computeIfAbsent(line.strip(), title -> new ArrayList<>());
      } else if (ROW.matcher(line).matches()) {
        rows.add(new Row(line.strip(), false));
      } else if (!line.isBlank() && !rows.isEmpty()) {
        Row last = rows.get(rows.size() - 1);
        rows.set(rows.size() - 1, new Row(last.text, true));
      }
    }
    if (!sections.containsKey("Model")) {
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER,
          "'ollama show' prints no summary of a model but '"
              + SafeText.oneLine(text, 80)
              + "'; is it Ollama's program?");
    }
    return new SummaryText(sections);
  }

  /**
   * A value of the section {@code Model}: {@code architecture}, {@code parameters}, {@code context
   * length}, {@code embedding length}, {@code quantization}, {@code requires}.
   */
  public Optional<String> model(String label) {
    return rows("Model").stream()
        .map(row -> row.cells(2))
        .filter(cells -> cells.size() == 2)
        .filter(cells -> OLD_LABELS.getOrDefault(cells.get(0), cells.get(0)).equals(label))
        .map(cells -> cells.get(1))
        .findFirst();
  }

  /** What the model can do; empty when no such section is printed (before 0.6.4). */
  public Optional<Set<String>> capabilities() {
    return Optional.ofNullable(sections.get("Capabilities"))
        .map(
            rows -> {
              Set<String> names = new LinkedHashSet<>();
              rows.forEach(row -> names.add(row.text));
              return names;
            });
  }

  /** Whether the model has a projector, which turns images or sound into what it understands. */
  public boolean hasProjector() {
    return sections.containsKey("Projector");
  }

  /**
   * The GGUF key-values; empty when no such section is printed (without {@code --verbose}, or
   * before 0.6.1).
   *
   * <p>Whether a value is a number or a text is not printed: what looks like a number is one,
   * unless GGUF defines its key as a text. Arrays, and texts that were wrapped, are withheld.
   */
  public Optional<Map<String, MetadataValue>> metadata() {
    return Optional.ofNullable(sections.get("Metadata"))
        .map(
            rows -> {
              Map<String, MetadataValue> values = new LinkedHashMap<>();
              for (Row row : rows) {
                List<String> cells = row.cells(2);
                String text = cells.size() < 2 ? "" : cells.get(1);
                values.put(cells.get(0), value(cells.get(0), text, row.wrapped));
              }
              return values;
            });
  }

  private static MetadataValue value(String key, String text, boolean wrapped) {
    if (wrapped) {
      return new MetadataValue.Withheld("'ollama show' prints it wrapped");
    }
    if (text.startsWith("[") && text.endsWith("]")) {
      return text.equals("[]")
          ? new MetadataValue.Sequence(List.of())
          : new MetadataValue.Withheld("'ollama show' prints arrays in part");
    }
    if (text.equals("<nil>")) {
      return new MetadataValue.Withheld("Ollama does not tell it");
    }
    if (text.equals("true") || text.equals("false")) {
      return new MetadataValue.Flag(Boolean.parseBoolean(text));
    }
    boolean mayBeNumber = !key.startsWith("general.") || GENERAL_NUMBER.matcher(key).matches();
    return mayBeNumber && NUMBER.matcher(text).matches()
        ? number(text)
        : new MetadataValue.Text(text);
  }

  private static MetadataValue number(String text) {
    BigDecimal value = new BigDecimal(text).stripTrailingZeros();
    if (value.abs().compareTo(EXACT_UP_TO) > 0) {
      return new MetadataValue.Withheld("'ollama show' prints it rounded, as " + text);
    }
    return new MetadataValue.Numeric(value.scale() < 0 ? value.setScale(0) : value);
  }

  /** The tensor table; empty when no such section is printed. */
  public Optional<List<TensorDescription>> tensors() {
    return Optional.ofNullable(sections.get("Tensors"))
        .map(rows -> rows.stream().map(SummaryText::tensor).toList());
  }

  private static TensorDescription tensor(Row row) {
    List<String> cells = row.cells(3);
    if (cells.size() == 3 && cells.get(2).matches("\\[\\d{1,18}(?: \\d{1,18})*]")) {
      String shape = cells.get(2).substring(1, cells.get(2).length() - 1);
      return new TensorDescription(
          cells.get(0), cells.get(1), Arrays.stream(shape.split(" ")).map(Long::valueOf).toList());
    }
    throw new ModelStoreException(
        Kind.BROKEN_ANSWER,
        "a tensor of 'ollama show --verbose' cannot be read: '"
            + SafeText.oneLine(row.text, 120)
            + "'");
  }

  private List<Row> rows(String title) {
    return sections.getOrDefault(title, List.of());
  }
}
