package dev.sirius.adapters.device;

import java.util.OptionalLong;

/**
 * Texts of lines with a name and a number: {@code MemTotal: 1024 kB}, {@code inactive_file 4096}.
 */
final class KeyedNumbers {

  /** More digits than any memory has bytes; so that sums and products of them fit a long. */
  private static final int MOST_DIGITS = 15;

  private KeyedNumbers() {}

  /**
   * The number behind a name at the start of a line, its unit as it stands; empty when there is
   * none.
   */
  static OptionalLong find(String text, String name) {
    int line = 0;
    while (line < text.length()) {
      if (text.startsWith(name, line)) {
        OptionalLong number = number(text, line + name.length());
        if (number.isPresent()) {
          return number;
        }
      }
      int end = text.indexOf('\n', line);
      line = end < 0 ? text.length() : end + 1;
    }
    return OptionalLong.empty();
  }

  private static OptionalLong number(String text, int nameEnd) {
    int position = nameEnd;
    while (position < text.length() && " \t:".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    int end = position;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    boolean plausible = position > nameEnd && end > position && end - position <= MOST_DIGITS;
    return plausible
        ? OptionalLong.of(Long.parseLong(text.substring(position, end)))
        : OptionalLong.empty();
  }
}
