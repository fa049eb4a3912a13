package dev.sirius.core.policy;

import dev.sirius.core.quantization.Level;
import dev.sirius.core.size.ByteSize;

/** Why a level was chosen, or another one was not; a value that can be shown and compared. */
public sealed interface Reason {

  /** A stable word for programs, such as {@code memory-short}. */
  String code();

  /** The reason for people, one sentence without its full stop. */
  String text();

  /** The device has the memory that a level asks for. */
  record MemorySuffices(Level level, ByteSize has, String source, ByteSize needed)
      implements Reason {
    @Override
    public String code() {
      return "memory-suffices";
    }

    @Override
    public String text() {
      return "memory " + has + " (" + source + ") reaches the " + needed + " of " + level;
    }
  }

  /** The device has less memory than a level asks for. */
  record MemoryShort(Level level, ByteSize has, String source, ByteSize needed) implements Reason {
    @Override
    public String code() {
      return "memory-short";
    }

    @Override
    public String text() {
      return "memory " + has + " (" + source + ") is below the " + needed + " of " + level;
    }
  }

  /** The device has the cores that a level asks for. */
  record CoresSuffice(Level level, int has, String source, int needed) implements Reason {
    @Override
    public String code() {
      return "cores-suffice";
    }

    @Override
    public String text() {
      return cores(has) + " (" + source + ") reach the " + needed + " of " + level;
    }
  }

  /** The device has fewer cores than a level asks for. */
  record CoresShort(Level level, int has, String source, int needed) implements Reason {
    @Override
    public String code() {
      return "cores-short";
    }

    @Override
    public String text() {
      return cores(has)
          + " ("
          + source
          + ") "
          + (has == 1 ? "is" : "are")
          + " below the "
          + needed
          + " of "
          + level;
    }
  }

  /** Nothing is below this level, so it asks for nothing. */
  record LowestLevel(Level level) implements Reason {
    @Override
    public String code() {
      return "lowest-level";
    }

    @Override
    public String text() {
      return level + " is the lowest level and asks for nothing";
    }
  }

  /** The device could not be found out, so a level that suits most is taken. */
  record NotDetected(String what, String why, Level instead) implements Reason {
    @Override
    public String code() {
      return "not-detected";
    }

    @Override
    public String text() {
      return what + " could not be found out (" + why + "), so " + instead + " is assumed";
    }
  }

  private static String cores(int count) {
    return count == 1 ? "1 core" : count + " cores";
  }
}
