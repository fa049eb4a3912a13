package dev.sirius.core.ollama;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.text.SafeText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table as {@code ollama list} and {@code ollama ps} print it: a header, then a row per model,
 * the cells parted by a tab or by at least two blanks. A cell may hold single blanks.
 */
final class TableText {

  /** A row, by the column's name. */
  static final class Row {

    private final Map<String, String> cells;

    private Row(Map<String, String> cells) {
      this.cells = cells;
    }

    /** A cell of a column that was asked for. */
    String cell(String column) {
      return optional(column).orElseThrow();
    }

    /** A cell of a column that there may be. */
    Optional<String> optional(String column) {
      return Optional.ofNullable(cells.get(column));
    }
  }

  private final String command;
  private final List<Row> rows;

  private TableText(String command, List<Row> rows) {
    this.command = command;
    this.rows = rows;
  }

  /**
   * @param command what printed it, for messages
   * @param columns the columns that there must be
   */
  static TableText parse(String command, String text, List<String> columns) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty() || !cells(lines.get(0)).containsAll(columns)) {
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER,
          "'"
              + command
              + "' prints no table of models but '"
              + SafeText.oneLine(lines.isEmpty() ? "" : lines.get(0), 80)
              + "'; is it Ollama's program?");
    }
    List<String> header = cells(lines.get(0));
    List<Row> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = cells(line);
      if (cells.size() != header.size()) {
        throw broken(command, line, "it has " + cells.size() + " cells, not " + header.size());
      }
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        row.put(header.get(i), cells.get(i));
      }
      rows.add(new Row(row));
    }
    return new TableText(command, rows);
  }

  List<Row> rows() {
    return rows;
  }

  ModelName name(String cell) {
    try {
      return ModelName.parse(cell);
    } catch (IllegalArgumentException e) {
      throw broken(command, cell, String.valueOf(e.getMessage()));
    }
  }

  private static List<String> cells(String line) {
    return Arrays.asList(line.strip().split(" *\\t *| {2,}"));
  }

  private static ModelStoreException broken(String command, String line, String why) {
    return new ModelStoreException(
        Kind.BROKEN_ANSWER,
        "a row of '" + command + "' cannot be read: '" + SafeText.oneLine(line, 120) + "': " + why);
  }
}
