package dev.sirius.cli.doctor;

import static java.util.Objects.requireNonNull;

import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.config.ConfigurationException;
import dev.sirius.cli.config.Setting;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.device.port.DeviceProbeException;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.FolderReport;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.FolderCheck;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.policy.LevelPolicy;
import jakarta.inject.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Looks at Java, the configuration, the device, each way to Ollama, and the model folder. */
public final class Examination {

  private static final String FOLDER = "model folder";
  private static final int MOST_OF_A_KIND = 20;

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
  private final Provider<Optional<FolderCheck>> folder;
  private final Provider<String> chosen;

  /**
   * @param configuration the settings
   * @param probe the device
   * @param policy what must be known of the device
   * @param ways the ways to Ollama by name, all that could be taken
   * @param folder the check of the model folder; empty when there is no folder
   * @param chosen which way is taken, and why
   */
  public Examination(
      Provider<Configuration> configuration,
      Provider<DeviceProbe> probe,
      Provider<LevelPolicy> policy,
      Map<String, Provider<ModelStore>> ways,
      Provider<Optional<FolderCheck>> folder,
      Provider<String> chosen) {
    this.configuration = requireNonNull(configuration, "configuration");
    this.probe = requireNonNull(probe, "probe");
    this.policy = requireNonNull(policy, "policy");
    this.ways = Map.copyOf(ways);
    this.folder = requireNonNull(folder, "folder");
    this.chosen = requireNonNull(chosen, "chosen");
  }

  /**
   * Looks at everything, one thing after the other; what fails is a finding, not an exception.
   *
   * @param deep whether the digest of every blob in the model folder is computed
   * @param progress is told how far that is
   */
  public List<Finding> findings(boolean deep, Consumer<Progress> progress) {
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
    findings.addAll(folder(deep, progress));
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

  /** Each way on its own, then the one that is taken; it fails when none can be. */
  private List<Finding> ollama() {
    List<Finding> findings = new ArrayList<>();
    for (String way : new TreeSet<>(ways.keySet())) {
      findings.add(ollama(way, requireNonNull(ways.get(way))));
    }
    try {
      findings.add(new Finding("ollama", State.OK, chosen.get()));
      return findings;
    } catch (ModelStoreException | ConfigurationException e) {
      findings.add(new Finding("ollama", State.FAILED, String.valueOf(e.getMessage())));
      return findings;
    }
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

  private List<Finding> folder(boolean deep, Consumer<Progress> progress) {
    List<Finding> findings = new ArrayList<>();
    try {
      Optional<FolderCheck> check = folder.get();
      if (check.isEmpty()) {
        findings.add(new Finding(FOLDER, State.OK, "none here"));
        return findings;
      }
      FolderReport report = check.get().check(deep, progress);
      findings.add(new Finding(FOLDER, State.OK, summary(report)));
      List<Finding> flaws =
          report.flaws().stream()
              .map(flaw -> new Finding(FOLDER, state(flaw), flaw.text()))
              .toList();
      List<Finding> orphans =
          report.orphans().stream()
              .map(
                  orphan ->
                      new Finding(
                          FOLDER,
                          State.WARNING,
                          orphan.file() + ", " + orphan.size() + ": " + orphan.why()))
              .toList();
      findings.addAll(first(flaws, "more that is not in order"));
      findings.addAll(first(orphans, "more files that no model needs"));
    } catch (ModelStoreException | ConfigurationException e) {
      findings.add(new Finding(FOLDER, State.WARNING, String.valueOf(e.getMessage())));
    }
    return findings;
  }

  private static String summary(FolderReport report) {
    return report.folder()
        + ": "
        + report.models()
        + (report.models() == 1 ? " model, " : " models, ")
        + report.blobs()
        + " blobs, "
        + report.size()
        + (report.hashed() > 0 ? "; every digest was computed" : "; --deep computes the digests")
        + (report.removable().bytes() > 0 ? "; 'sirius gc' would free " + report.removable() : "");
  }

  private static State state(FolderReport.Flaw flaw) {
    return flaw.kind() == FolderReport.FlawKind.NOT_FOLLOWED ? State.WARNING : State.FAILED;
  }

  private static List<Finding> first(List<Finding> findings, String more) {
    if (findings.size() <= MOST_OF_A_KIND) {
      return findings;
    }
    List<Finding> first = new ArrayList<>(findings.subList(0, MOST_OF_A_KIND));
    int left = findings.size() - MOST_OF_A_KIND;
    first.add(new Finding(FOLDER, findings.get(0).state(), left + " " + more));
    return first;
  }
}
