package dev.sirius.cli.command;

import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.config.Setting;
import dev.sirius.cli.output.Console;
import dev.sirius.core.plan.speed.SpeedBasis;
import dev.sirius.core.plan.speed.port.SpeedRecordsException;
import dev.sirius.core.usecase.MeasureDevice;
import jakarta.inject.Provider;
import java.util.Optional;
import java.util.Set;

/**
 * Measures this device when the first model is made on it, so that plans tell speeds from then on.
 * A device of which anything is stated is not this one, and is never measured.
 */
public final class FirstMeasurement {

  private static final Set<Setting> STATED =
      Set.of(Setting.DEVICE_FILE, Setting.DEVICE_MEMORY, Setting.DEVICE_CORES, Setting.DEVICE_VRAM);

  private final GlobalOptions options;
  private final Console console;
  private final Provider<Configuration> configuration;
  private final Provider<MeasureDevice> measure;

  /**
   * @param options the flags that every command takes
   * @param console told what was measured
   * @param configuration says whether the device is this one
   * @param measure measures it
   */
  public FirstMeasurement(
      GlobalOptions options,
      Console console,
      Provider<Configuration> configuration,
      Provider<MeasureDevice> measure) {
    this.options = options;
    this.console = console;
    this.configuration = configuration;
    this.measure = measure;
  }

  /**
   * Measures unless that was done before, then does the rest and last tells what was measured. That
   * it cannot be kept is told and hinders nothing.
   */
  void takeOnceBefore(Runnable rest) {
    Optional<String> told = isThisDevice() ? taken() : Optional.empty();
    rest.run();
    told.ifPresent(console::talk);
  }

  private Optional<String> taken() {
    try {
      return measure
          .get()
          .measureOnce()
          .map(SpeedBasis.Measured::new)
          .map(basis -> basis.text() + "; plans tell speeds from now on");
    } catch (SpeedRecordsException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private boolean isThisDevice() {
    Configuration settings = configuration.get();
    return !options.mobile()
        && settings.of(Setting.DEVICE_PROBE).text().equals("oshi")
        && STATED.stream().allMatch(setting -> settings.text(setting).isEmpty());
  }
}
