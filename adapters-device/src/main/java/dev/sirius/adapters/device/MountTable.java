package dev.sirius.adapters.device;

import java.util.ArrayList;
import java.util.List;

/** The mounts of this process, as {@code /proc/self/mountinfo} lists them. */
final class MountTable {

  /**
   * A mounted file system.
   *
   * @param root the folder within the file system that is mounted
   * @param point where it is mounted, without a slash at its start
   * @param type such as {@code cgroup2}
   * @param options of the file system, such as {@code rw,memory}
   */
  record Mount(String root, String point, String type, List<String> options) {}

  private MountTable() {}

  /** The mounts in a text; lines that are none are left out. */
  static List<Mount> parse(String text) {
    List<Mount> mounts = new ArrayList<>();
    for (String line : text.split("\n")) {
      int separator = line.indexOf(" - ");
      String[] place = line.split(" ");
      String[] system = separator < 0 ? new String[0] : line.substring(separator + 3).split(" ");
      if (place.length > 5 && system.length > 2 && place[4].startsWith("/")) {
        mounts.add(
            new Mount(
                plain(place[3]),
                plain(place[4]).substring(1),
                system[0],
                List.of(system[2].split(","))));
      }
    }
    return mounts;
  }

  /** The kernel writes blanks and the like as octal numbers. */
  private static String plain(String path) {
    return path.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
