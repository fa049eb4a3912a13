package dev.sirius.core.family;

import dev.sirius.core.family.LevelRecord.NestedLevel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines {@code QUANTIZE <type>} and {@code QUANTIZE_NEST <type> THRESHOLD <text>} by which a
 * model records its levels. Sirius keeps them in a licence, where they affect nothing.
 *
 * <p>Plain {@code ollama show} prints only the first two lines of a licence, each wrapped at 100
 * columns. An entry of exactly 100 columns that ends in one unbroken word gets a row of its own, so
 * several entries on the second line are all seen there; the word is filled up with dots. The same
 * entries follow one on a line, for whoever reads the whole licence.
 */
public final class LevelLines {

  private static final int COLUMNS = 100;
  private static final Pattern PRIMARY = Pattern.compile("(?<![\\w])QUANTIZE\\s+(\\w{1,32})");
  private static final Pattern NESTED =
      Pattern.compile(
          "QUANTIZE_NEST[ \\t]+(\\w{1,32})[ \\t]+THRESHOLD[ \\t]+(.+?)[ \\t]*"
              + "(?=QUANTIZE_NEST[ \\t]|$)",
          Pattern.MULTILINE);

  private LevelLines() {}

  /** The text of a licence that records these levels, the primary one first. */
  public static String render(LevelRecord levels) {
    List<String> lines = new ArrayList<>();
    lines.add("QUANTIZE " + levels.primary());
    List<String> entries = levels.nested().stream().map(LevelLines::entry).toList();
    if (entries.size() > 1) {
      lines.add(String.join(" ", entries.stream().map(LevelLines::filled).toList()));
    }
    lines.addAll(entries);
    return String.join("\n", lines);
  }

  /**
   * The records of levels in a text, in its order: each begins with its {@code QUANTIZE} and ends
   * before the next one. Within a record the first mention of a level counts. A model that was made
   * from another one of Sirius's carries the other's record too.
   */
  public static List<LevelRecord> findAll(String text) {
    List<LevelRecord> records = new ArrayList<>();
    Matcher primary = PRIMARY.matcher(text);
    boolean found = primary.find();
    while (found) {
      String type = primary.group(1);
      int start = primary.end();
      found = primary.find();
      records.add(
          new LevelRecord(
              type, nested(text.substring(start, found ? primary.start() : text.length()))));
    }
    return List.copyOf(records);
  }

  private static List<NestedLevel> nested(String text) {
    Map<String, NestedLevel> nested = new LinkedHashMap<>();
    Matcher entry = NESTED.matcher(text);
    while (entry.find()) {
      String threshold = entry.group(2).replaceFirst("\\.{2,}$", "").strip();
      if (!threshold.isEmpty()) {
        nested.putIfAbsent(entry.group(1), new NestedLevel(entry.group(1), threshold));
      }
    }
    return List.copyOf(nested.values());
  }

  private static String entry(NestedLevel level) {
    return "QUANTIZE_NEST " + level.type() + " THRESHOLD " + level.threshold();
  }

  private static String filled(String entry) {
    return entry.length() >= COLUMNS ? entry : entry + ".".repeat(COLUMNS - entry.length());
  }
}
