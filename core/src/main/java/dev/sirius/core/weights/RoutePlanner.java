package dev.sirius.core.weights;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.TensorDescription;
import dev.sirius.core.quantization.QuantizationType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the route to weights of a wanted type. */
public final class RoutePlanner {

  private final OllamaQuantizer ollama;
  private final QuantizerChoice choice;
  private final boolean importances;

  /**
   * @param ollama what Ollama's own quantizer can do
   * @param choice who may quantize
   * @param guidance what is quantized by beside the weights
   * @throws IllegalArgumentException when Ollama alone may, and there is guidance
   */
  public RoutePlanner(OllamaQuantizer ollama, QuantizerChoice choice, Guidance guidance) {
    this.ollama = requireNonNull(ollama, "ollama");
    this.choice = guidance.narrowed(choice);
    this.importances = guidance.importances().isPresent();
  }

  /** The route from an installed model's weights to the wanted type. */
  public WeightsRoute route(ModelDescription source, QuantizationType wanted) {
    return route(new ModelSource.Installed(source.name()), source, wanted);
  }

  /**
   * The route from a base's weights to the wanted type.
   *
   * @param base the installed model or the file
   * @param source what is known of it
   */
  public WeightsRoute route(ModelSource base, ModelDescription source, QuantizationType wanted) {
    return sourceType(source)
        .fold(
            (type, origin) -> fromKnown(base, type, wanted),
            reason ->
                new WeightsRoute.Unreachable(
                    wanted,
                    "what type the weights of " + base + " are is not known: " + reason,
                    List.of(elsewhere(base, wanted))));
  }

  /**
   * The type of a model's weights: as Ollama reports it, and where it reports {@code unknown}, F32
   * when all tensors are.
   */
  public static Fact<QuantizationType> sourceType(ModelDescription source) {
    Fact<QuantizationType> reported = source.quantizationType();
    boolean allF32 =
        source
            .tensors()
            .toOptional()
            .map(
                tensors ->
                    !tensors.isEmpty()
                        && tensors.stream()
                            .map(TensorDescription::type)
                            .allMatch(QuantizationType.F32.label()::equals))
            .orElse(false);
    return !reported.isKnown() && allF32
        ? Fact.known(QuantizationType.F32, source.tensors().origin())
        : reported;
  }

  private WeightsRoute fromKnown(
      ModelSource base, QuantizationType source, QuantizationType wanted) {
    if (source.isAtOrBelow(wanted)) {
      return new WeightsRoute.AsTheyAre(wanted, source);
    }
    boolean byOllama = ollama.startsFrom(source) && ollama.makes().contains(wanted);
    if (choice != QuantizerChoice.SIRIUS && byOllama) {
      return new WeightsRoute.ByOllama(wanted, source);
    }
    boolean bySirius =
        SiriusQuantizer.startsFrom(source) && SiriusQuantizer.makes(wanted, importances);
    if (choice != QuantizerChoice.OLLAMA && bySirius) {
      return new WeightsRoute.BySirius(wanted, source);
    }
    return new WeightsRoute.Unreachable(
        wanted, why(base, source, wanted), waysOut(base, source, wanted));
  }

  private String why(ModelSource base, QuantizationType source, QuantizationType wanted) {
    if (choice != QuantizerChoice.OLLAMA) {
      if (SiriusQuantizer.makes(wanted, importances)) {
        return base + " is " + source.label() + ", which is not read here";
      }
      return wanted.label()
          + (importances ? " is not made here" : " is not made from a model's weights alone");
    }
    if (!ollama.startsFrom(source)) {
      String refusal =
          source == QuantizationType.F32
              ? "Ollama takes F32 files for unknown and does not quantize them"
              : "Ollama quantizes only F16 and BF16 models";
      return base + " is " + source.label() + ", and " + refusal;
    }
    return ollama
        .version()
        .fold(
            (version, origin) ->
                "Ollama "
                    + version
                    + " makes "
                    + labels(ollama.makes())
                    + ", not "
                    + wanted.label(),
            reason ->
                "no quantizer of Ollama's is at hand to make " + wanted.label() + ": " + reason);
  }

  private List<String> waysOut(ModelSource base, QuantizationType source, QuantizationType wanted) {
    List<String> ways = new ArrayList<>();
    if (choice != QuantizerChoice.OLLAMA) {
      if (SiriusQuantizer.startsFrom(source) && SiriusQuantizer.makes(wanted, true)) {
        ways.add("--imatrix FILE, an importance matrix of the model, lets Sirius make them");
      }
      ways.add(elsewhere(base, wanted));
      return ways;
    }
    if (ollama.startsFrom(source)) {
      nearestAbove(wanted)
          .ifPresent(
              type ->
                  ways.add("--type " + type.label() + " is the smallest that can be made here"));
    } else if (ollama.makes().contains(wanted)) {
      ways.add(
          base instanceof ModelSource.Installed installed
              ? "pull the 16-bit form, in Ollama's library usually tagged like "
                  + suggestedTag(installed.name(), QuantizationType.F16)
                  + ", and create from that"
              : "create it from the file's 16-bit form");
    }
    if (SiriusQuantizer.startsFrom(source) && SiriusQuantizer.makes(wanted, false)) {
      ways.add("--quantizer auto lets Sirius make them");
    }
    ways.add(elsewhere(base, wanted));
    return ways;
  }

  private Optional<QuantizationType> nearestAbove(QuantizationType wanted) {
    return ollama.makes().stream()
        .filter(type -> !type.isAtOrBelow(wanted))
        .reduce((first, second) -> second);
  }

  private static String elsewhere(ModelSource base, QuantizationType wanted) {
    return base instanceof ModelSource.Installed installed
        ? otherTag(installed.name(), wanted)
        : "take a file that is " + wanted.label() + " already, where one is published";
  }

  private static String otherTag(ModelName name, QuantizationType wanted) {
    return "pull it ready-made where it is published, in Ollama's library usually tagged like "
        + suggestedTag(name, wanted);
  }

  /**
   * The tag by which Ollama's library would usually name this model at a type: a convention, not a
   * promise.
   */
  private static String suggestedTag(ModelName name, QuantizationType type) {
    boolean untagged = name.tag().equals(ModelName.DEFAULT_TAG);
    String size = name.tag().replaceFirst("(?i)-(?:q\\d.*|fp16|bf16|f16|fp32)$", "");
    return name.withTag(untagged ? type.tagSuffix() : size + "-" + type.tagSuffix()).shortForm();
  }

  private static String labels(List<QuantizationType> types) {
    return types.stream().map(QuantizationType::label).collect(Collectors.joining(", "));
  }
}
