package dev.sirius.core.ollama;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.modelfile.Parameter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code ollama show} prints of one model, flag by flag.
 *
 * @param summary without a flag, or with {@code --verbose}
 * @param modelfile with {@code --modelfile}
 * @param parameters with {@code --parameters}
 * @param template with {@code --template}
 * @param system with {@code --system}
 * @param license with {@code --license}
 */
public record ShownModel(
    String summary,
    String modelfile,
    String parameters,
    String template,
    String system,
    String license) {

  private static final String SHOW = "ollama show";

  public ShownModel {
    requireNonNull(summary, "summary");
    requireNonNull(modelfile, "modelfile");
    requireNonNull(parameters, "parameters");
    requireNonNull(template, "template");
    requireNonNull(system, "system");
    requireNonNull(license, "license");
  }

  /**
   * All that these texts tell for certain.
   *
   * @throws dev.sirius.core.model.port.ModelStoreException {@code BROKEN_ANSWER} when the summary
   *     is none
   */
  public ModelDescription describe(ModelName name) {
    SummaryText facts = SummaryText.parse(summary);
    PrintedModelfile printed = PrintedModelfile.parse(modelfile, template, system);
    List<Parameter> known = ParametersText.parse(parameters);
    String allLicenses = withoutLastLineBreak(license);
    return new ModelDescription(
        name,
        text(facts, "architecture"),
        text(facts, "parameters"),
        text(facts, "quantization"),
        number(facts, "context length"),
        number(facts, "embedding length"),
        facts
            .capabilities()
            .map(names -> Fact.known(names, SHOW))
            .orElseGet(() -> Fact.unknown("'ollama show' prints none; it does from 0.6.4 on")),
        Fact.known(known, SHOW + " --parameters"),
        Fact.known(template, SHOW + " --template"),
        Fact.known(system, SHOW + " --system"),
        Fact.known(allLicenses, SHOW + " --license"),
        printed.messages(allLicenses, known),
        Fact.known(facts.model("requires").orElse(""), SHOW),
        printed.renderer(),
        printed.parser(),
        Fact.known(parts(facts, printed), SHOW),
        Fact.known(withoutLastLineBreak(modelfile), SHOW + " --modelfile"),
        facts
            .metadata()
            .map(values -> Fact.known(values, SHOW + " --verbose"))
            .orElseGet(() -> Fact.unknown(notVerbose("metadata"))),
        facts
            .tensors()
            .map(tensors -> Fact.known(tensors, SHOW + " --verbose"))
            .orElseGet(() -> Fact.unknown(notVerbose("tensors"))));
  }

  private static String notVerbose(String what) {
    return "'ollama show' prints no " + what + "; it does from 0.6.1 on, with --verbose";
  }

  private static Set<String> parts(SummaryText facts, PrintedModelfile printed) {
    Set<String> parts = new TreeSet<>(printed.parts());
    if (facts.hasProjector()) {
      parts.add("projector");
    }
    return parts;
  }

  private static Fact<String> text(SummaryText facts, String label) {
    return facts
        .model(label)
        .map(value -> Fact.known(value, SHOW))
        .orElseGet(() -> Fact.unknown("'ollama show' prints no " + label + " for this model"));
  }

  /** Versions before 0.3.11 print a large number as {@code 1e+06}. */
  private static Fact<Long> number(SummaryText facts, String label) {
    return text(facts, label)
        .fold(
            (value, source) -> {
              try {
                return Fact.known(new BigDecimal(value).longValueExact(), source);
              } catch (ArithmeticException | NumberFormatException e) {
                return Fact.unknown(
                    "'ollama show' prints '" + value + "' for " + label + ", no whole number");
              }
            },
            Fact::unknown);
  }

  private static String withoutLastLineBreak(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
