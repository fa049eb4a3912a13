package dev.sirius.adapters.device;

import java.util.Optional;

/**
 * Names of devices in the list of the PCI ID project, {@code pci.ids}: a line for each vendor,
 * below it indented by a tab a line for each of its devices.
 */
final class PciNames {

  private PciNames() {}

  /**
   * The name of a device.
   *
   * @param list the text of the list
   * @param vendor four hexadecimal digits, such as {@code 1002}
   * @param device the same
   */
  static Optional<String> find(String list, String vendor, String device) {
    int start = list.startsWith(vendor + " ") ? 0 : list.indexOf("\n" + vendor + " ") + 1;
    if (start == 0 && !list.startsWith(vendor + " ")) {
      return Optional.empty();
    }
    String wanted = "\t" + device + " ";
    int line = list.indexOf('\n', start) + 1;
    while (line > 0 && line < list.length() && "\t#".indexOf(list.charAt(line)) >= 0) {
      int end = list.indexOf('\n', line);
      if (list.startsWith(wanted, line)) {
        String name = list.substring(line + wanted.length(), end < 0 ? list.length() : end).strip();
        return Optional.of(name).filter(text -> !text.isEmpty());
      }
      line = end + 1;
    }
    return Optional.empty();
  }
}
