package dev.sirius.cli.command;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --policy}: what a choice rests on. */
public final class PolicyOption {

  /** What a choice rests on. */
  public enum Policy {
    /** The model's size and the device's memory. */
    FIT,
    /** The device's tier alone, whatever the model. */
    TIER;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--policy",
      paramLabel = "fit|tier",
      description =
          "Choose by what fits of this model, or by the device's tier whatever the model; fit is"
              + " the default.")
  private @Nullable Policy policy;

  Policy policy() {
    return policy == null ? Policy.FIT : policy;
  }
}
