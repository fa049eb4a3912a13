package dev.sirius.core.policy;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.plan.Fit;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.Locale;

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

  /** Estimates of memory were corrected by what a process was measured to hold on this device. */
  record MemoryCorrected(long bytes, String source) implements Reason {
    @Override
    public String code() {
      return "memory-corrected";
    }

    @Override
    public String text() {
      return "memory is corrected by what was measured here ("
          + source
          + "): "
          + new ByteSize(Math.abs(bytes))
          + (bytes < 0 ? " less" : " more");
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

  /** A type is the best that fits. */
  record BestThatFits(QuantizationType type, ByteSize needed, Fit fit) implements Reason {
    @Override
    public String code() {
      return "best-that-fits";
    }

    @Override
    public String text() {
      return type.label() + " is the best that fits: it needs " + needed + ", " + fit.text();
    }
  }

  /** A type takes as much as the only weights there are, or more, and cannot hold more. */
  record NothingGained(QuantizationType type, QuantizationType atHand) implements Reason {
    @Override
    public String code() {
      return "nothing-gained";
    }

    @Override
    public String text() {
      return type.label()
          + " gains nothing over the weights at hand, which are "
          + atHand.label()
          + "; pull a finer form of the model for it";
    }
  }

  /**
   * A smaller model of the same line, at a type that loses less of it.
   *
   * @param name the model
   * @param level the level that fits
   * @param needed memory that it needs in all
   */
  record SmallerSibling(ModelName name, Level level, ByteSize needed) implements Reason {
    @Override
    public String code() {
      return "smaller-sibling";
    }

    @Override
    public String text() {
      return "a smaller model of the same line fits at "
          + level.bits()
          + " bits: "
          + name.shortForm()
          + ", "
          + needed;
    }
  }

  /**
   * The memory is that of a longer context than the model was trained for, which Ollama shortens.
   *
   * @param asked tokens asked for
   * @param trained tokens that the model was trained for
   */
  record BeyondTrained(long asked, long trained) implements Reason {
    @Override
    public String code() {
      return "beyond-trained";
    }

    @Override
    public String text() {
      return "the model was trained for "
          + trained
          + " tokens of context; Ollama runs it with these, not with the "
          + asked
          + " that this plan is for";
    }
  }

  /** A type needs more memory than the device has for a model. */
  record DoesNotFit(QuantizationType type, ByteSize needed, ByteSize missing) implements Reason {
    @Override
    public String code() {
      return "does-not-fit";
    }

    @Override
    public String text() {
      return type.label() + " needs " + needed + ", " + missing + " more than there is";
    }
  }

  /** A type would answer more slowly than wanted. */
  record TooSlow(QuantizationType type, double likely, double wanted) implements Reason {
    @Override
    public String code() {
      return "too-slow";
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "%s would answer with about %.1f tokens/s, below the %.1f wanted",
          type.label(),
          likely,
          wanted);
    }
  }

  /** A speed is wanted, but it is not known how fast the device is. */
  record SpeedNotKnown(String why) implements Reason {
    @Override
    public String code() {
      return "speed-not-known";
    }

    @Override
    public String text() {
      return "the wanted speed is not considered: " + why;
    }
  }

  /** A type fits, but loses more than the chosen one. */
  record LosesMore(QuantizationType type, String loss, QuantizationType chosen) implements Reason {
    @Override
    public String code() {
      return "loses-more";
    }

    @Override
    public String text() {
      return type.label()
          + " fits, but loses more than "
          + chosen.label()
          + " (expected loss "
          + loss
          + ")";
    }
  }

  /** A type fits and loses no more than the chosen one, but is slower. */
  record Slower(QuantizationType type, QuantizationType chosen) implements Reason {
    @Override
    public String code() {
      return "slower";
    }

    @Override
    public String text() {
      return type.label() + " fits and loses as little, but is slower than " + chosen.label();
    }
  }

  /** Nothing fits, not even the smallest. */
  record NothingFits(QuantizationType smallest, ByteSize needed, ByteSize missing)
      implements Reason {
    @Override
    public String code() {
      return "nothing-fits";
    }

    @Override
    public String text() {
      return "nothing fits: even "
          + smallest.label()
          + " needs "
          + needed
          + ", "
          + missing
          + " more than there is";
    }
  }

  /** The model is not fully known, so that it may need more than is said. */
  record NotModelled(String what) implements Reason {
    @Override
    public String code() {
      return "not-modelled";
    }

    @Override
    public String text() {
      return what;
    }
  }

  /** The model's facts cannot be had, so that the device alone decides. */
  record FactsNotKnown(String why) implements Reason {
    @Override
    public String code() {
      return "facts-not-known";
    }

    @Override
    public String text() {
      return "what the model needs is not known (" + why + "), so the device's tier decides";
    }
  }

  /** Between the levels there is a type that fits and loses less. */
  record FinerTypeFits(QuantizationType type) implements Reason {
    @Override
    public String code() {
      return "finer-type-fits";
    }

    @Override
    public String text() {
      return "of all types, not of the levels alone, " + type.label() + " is the best that fits";
    }
  }

  /** With more memory a better type would fit. */
  record MoreMemoryBuys(QuantizationType type, ByteSize missing, String loss) implements Reason {
    @Override
    public String code() {
      return "more-memory-buys";
    }

    @Override
    public String text() {
      return "with "
          + missing
          + " more memory "
          + type.label()
          + " would fit (expected loss "
          + loss
          + ")";
    }
  }

  private static String cores(int count) {
    return count == 1 ? "1 core" : count + " cores";
  }
}
