package dev.sirius.adapters.device;

/** Operating systems that are asked in different ways. */
enum SystemKind {
  /** Its kernel tells nearly all in small files. */
  LINUX,
  /** On Apple's own processors the graphics work in the main memory. */
  MACOS,
  /** Told by OSHI alone, Windows for one. */
  OTHER;

  /** The kind for Java's name of a system. */
  static SystemKind of(String name) {
    return name.equals("Linux") ? LINUX : name.startsWith("Mac") ? MACOS : OTHER;
  }
}
