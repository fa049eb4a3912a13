package dev.sirius.cli.doctor;

import static java.util.Objects.requireNonNull;

import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.config.ConfigurationException;
import dev.sirius.cli.config.Setting;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.device.port.DeviceProbeException;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.policy.LevelPolicy;
import jakarta.inject.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Looks at Java, the configuration, the device, and each way to Ollama. */
public final class Examination {

  /** How a thing was found. */
  public enum State {
    OK,
    WARNING,
    FAILED
  }

  /**
   * What was found of one thing.
   *
   * @param name the thing
   * @param state how it is
   * @param text what was seen, and what to do where it is not in order
   */
  public record Finding(String name, State state, String text) {
    public Finding {
      requireNonNull(name, "name");
      requireNonNull(state, "state");
      requireNonNull(text, "text");
    }
  }

  private final Provider<Configuration> configuration;
  private final Provider<DeviceProbe> probe;
  private final Provider<LevelPolicy> policy;
  private final Map<String, Provider<ModelStore>> ways;

  /**
   * @param configuration the settings
   * @param probe the device
   * @param policy what must be known of the device
   * @param ways the ways to Ollama by name, all that could be taken
   */
  public Examination(
      Provider<Configuration> configuration,
      Provider<DeviceProbe> probe,
      Provider<LevelPolicy> policy,
      Map<String, Provider<ModelStore>> ways) {
    this.configuration = requireNonNull(configuration, "configuration");
    this.probe = requireNonNull(probe, "probe");
    this.policy = requireNonNull(policy, "policy");
    this.ways = Map.copyOf(ways);
  }

  /** Looks at everything, one thing after the other; what fails is a finding, not an exception. */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        new Finding(
            "java",
            State.OK,
            Runtime.version() + ", " + System.getProperty("java.vendor", "vendor not stated")));
    try {
      Configuration settings = configuration.get();
      findings.add(configuration(settings));
    } catch (ConfigurationException e) {
      findings.add(new Finding("configuration", State.FAILED, String.valueOf(e.getMessage())));
      return findings;
    }
    findings.add(device());
    findings.addAll(ollama());
    return findings;
  }

  private static Finding configuration(Configuration settings) {
    TreeSet<String> changed = new TreeSet<>();
    for (Setting setting : Setting.values()) {
      if (!settings.of(setting).origin().equals("default")) {
        changed.add(setting.key());
      }
    }
    return new Finding(
        "configuration",
        State.OK,
        changed.isEmpty() ? "all defaults" : "set: " + String.join(", ", changed));
  }

  private Finding device() {
    try {
      DeviceProfile device = probe.get().probe(policy.get().aspects());
      Fact<?> memory = device.memory().usable();
      Fact<?> cores = device.processor().usableCores();
      boolean known = memory.isKnown() && cores.isKnown();
      return new Finding(
          "device",
          known ? State.OK : State.WARNING,
          text("memory", memory) + "; " + text("cores", cores));
    } catch (DeviceProbeException e) {
      return new Finding("device", State.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private static String text(String what, Fact<?> fact) {
    return fact.fold(
        (value, source) -> what + " " + value + " [" + source + "]",
        reason -> what + " not known: " + reason);
  }

  private List<Finding> ollama() {
    List<Finding> findings = new ArrayList<>();
    for (String way : new TreeSet<>(ways.keySet())) {
      findings.add(ollama(way, requireNonNull(ways.get(way))));
    }
    boolean anyAnswers = findings.stream().anyMatch(finding -> finding.state() == State.OK);
    return anyAnswers
        ? findings
        : findings.stream()
            .map(finding -> new Finding(finding.name(), State.FAILED, finding.text()))
            .toList();
  }

  private static Finding ollama(String way, Provider<ModelStore> store) {
    String name = "ollama over " + way;
    try {
      return store
          .get()
          .version()
          .fold(
              (version, origin) -> new Finding(name, State.OK, "version " + version),
              reason -> new Finding(name, State.OK, reason));
    } catch (ModelStoreException e) {
      return new Finding(name, State.WARNING, String.valueOf(e.getMessage()));
    }
  }
}
