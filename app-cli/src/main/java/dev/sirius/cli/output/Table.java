package dev.sirius.cli.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of left-aligned cells that fit a width: what is too long in the last column goes on below,
 * in the same column, broken at blanks; other cells are never broken.
 */
public final class Table {

  /** The width that tables fit, in columns. */
  public static final int WIDTH = 80;

  private static final String GAP = "  ";

  private final String indent;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param indent blanks before each row
   */
  public Table(int indent) {
    this.indent = " ".repeat(indent);
  }

  /** Adds a row; all rows have the same number of cells. */
  public Table row(String... cells) {
    if (!rows.isEmpty() && rows.get(0).size() != cells.length) {
      throw new IllegalArgumentException(
          "a row of " + cells.length + " cells in a table of " + rows.get(0).size());
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The table's lines. */
  public List<String> lines() {
    if (rows.isEmpty()) {
      return List.of();
    }
    int last = rows.get(0).size() - 1;
    int[] widths = new int[last];
    for (List<String> row : rows) {
      for (int i = 0; i < last; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder head = new StringBuilder(indent);
      for (int i = 0; i < last; i++) {
        head.append(row.get(i)).append(" ".repeat(widths[i] - width(row.get(i)))).append(GAP);
      }
      String hanging = " ".repeat(width(head.toString()));
      List<String> parts = wrapped(row.get(last), Math.max(20, WIDTH - hanging.length()));
      for (int i = 0; i < parts.size(); i++) {
        lines.add(((i == 0 ? head : hanging) + parts.get(i)).stripTrailing());
      }
    }
    return lines;
  }

  /** Breaks a text at blanks into lines of at most so many columns; a longer word stays whole. */
  public static List<String> wrapped(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && width(line.toString()) + 1 + width(word) > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      if (line.length() > 0) {
        line.append(' ');
      }
      line.append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
