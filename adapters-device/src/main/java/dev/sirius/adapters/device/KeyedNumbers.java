package dev.sirius.adapters.device;

import java.util.OptionalLong;

/**
 * Texts of lines with a name and a number: {@code MemTotal: 1024 kB}, {@code inactive_file 4096}.
 */
final class KeyedNumbers {

  private KeyedNumbers() {}

  /**
   * The number behind a name at the start of a line, its unit as it stands; empty when there is
   * none.
   */
  static OptionalLong find(String text, String name) {
    int start = text.startsWith(name) ? 0 : text.indexOf("\n" + name) + 1;
    if (start == 0 && !text.startsWith(name)) {
      return OptionalLong.empty();
    }
    int position = start + name.length();
    while (position < text.length() && " \t:".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    int end = position;
    while (end < text.length() && Character.digit(text.charAt(end), 10) >= 0) {
      end++;
    }
    boolean plausible = position > start + name.length() && end > position && end - position <= 18;
    return plausible
        ? OptionalLong.of(Long.parseLong(text.substring(position, end)))
        : OptionalLong.empty();
  }
}
