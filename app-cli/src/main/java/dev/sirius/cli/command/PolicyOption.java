package dev.sirius.cli.command;

import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.config.Setting;
import dev.sirius.core.policy.ChosenBy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --policy}: what a choice rests on. */
public final class PolicyOption {

  @Option(
      names = "--policy",
      paramLabel = "fit|tier",
      description =
          "Choose by what fits of this model, or by the device's tier whatever the model; fit is"
              + " the default.")
  private @Nullable ChosenBy policy;

  /** What the command line says, else what the configuration does. */
  ChosenBy policy(Configuration configuration) {
    if (policy != null) {
      return policy;
    }
    return configuration.of(Setting.POLICY_BY).text().equals(ChosenBy.TIER.code())
        ? ChosenBy.TIER
        : ChosenBy.FIT;
  }
}
