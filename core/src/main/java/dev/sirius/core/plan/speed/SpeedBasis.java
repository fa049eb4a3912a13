package dev.sirius.core.plan.speed;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/** What a device's speed is known from. */
public sealed interface SpeedBasis {

  /** In words for people. */
  String text();

  /**
   * A measurement on the processor.
   *
   * @param speed what was measured
   */
  record Measured(DeviceSpeed speed) implements SpeedBasis {
    public Measured {
      requireNonNull(speed, "speed");
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "memory read at %.1f GB/s by %d threads, measured on this device",
          speed.bytesPerSecond() / 1e9,
          speed.threads());
    }
  }

  /**
   * A published figure of an accelerator.
   *
   * @param name the accelerator
   * @param bytesPerSecond bytes that it reads from its memory in a second
   * @param source who published it
   */
  record Published(String name, double bytesPerSecond, String source) implements SpeedBasis {
    public Published {
      requireNonNull(name, "name");
      requireNonNull(source, "source");
      if (!(bytesPerSecond > 0)) {
        throw new IllegalArgumentException(
            "a bandwidth of " + bytesPerSecond + " bytes/s; more than 0 is allowed");
      }
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "%s, %.0f GB/s (%s)", name, bytesPerSecond / 1e9, source);
    }
  }
}
