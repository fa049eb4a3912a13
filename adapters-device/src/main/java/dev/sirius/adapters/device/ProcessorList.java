package dev.sirius.adapters.device;

/** The kernel's lists of processors, such as {@code 0-3,8}. */
final class ProcessorList {

  private static final int MOST = 1 << 20;

  private ProcessorList() {}

  /** How many processors a list names; 0 when it is no such list. */
  static int count(String list) {
    int count = 0;
    for (String range : list.strip().split(",")) {
      if (!range.matches("\\d{1,6}(-\\d{1,6})?")) {
        return 0;
      }
      String[] ends = range.split("-");
      int size = Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
      if (size < 1 || count + size > MOST) {
        return 0;
      }
      count += size;
    }
    return count;
  }
}
