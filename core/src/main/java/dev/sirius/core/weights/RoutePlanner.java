package dev.sirius.core.weights;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.TensorDescription;
import dev.sirius.core.quantization.QuantizationType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the route to weights of a wanted type. */
public final class RoutePlanner {

  private final OllamaQuantizer ollama;

  public RoutePlanner(OllamaQuantizer ollama) {
    this.ollama = ollama;
  }

  /** The route from an installed model's weights to the wanted type. */
  public WeightsRoute route(ModelDescription source, QuantizationType wanted) {
    return sourceType(source)
        .fold(
            (type, origin) -> fromKnown(source.name(), type, wanted),
            reason ->
                new WeightsRoute.Unreachable(
                    wanted,
                    "what type the weights of " + source.name() + " are is not known: " + reason,
                    List.of(otherTag(source.name(), wanted))));
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

  private WeightsRoute fromKnown(ModelName name, QuantizationType source, QuantizationType wanted) {
    if (source.isAtOrBelow(wanted)) {
      return new WeightsRoute.AsTheyAre(wanted, source);
    }
    if (ollama.startsFrom(source) && ollama.makes().contains(wanted)) {
      return new WeightsRoute.ByOllama(wanted, source);
    }
    return new WeightsRoute.Unreachable(
        wanted, why(name, source, wanted), waysOut(name, source, wanted));
  }

  private String why(ModelName name, QuantizationType source, QuantizationType wanted) {
    if (!ollama.startsFrom(source)) {
      String refusal =
          source == QuantizationType.F32
              ? "Ollama takes F32 files for unknown and does not quantize them"
              : "Ollama quantizes only F16 and BF16 models";
      return name + " is " + source.label() + ", and " + refusal;
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

  private List<String> waysOut(ModelName name, QuantizationType source, QuantizationType wanted) {
    List<String> ways = new ArrayList<>();
    if (ollama.startsFrom(source)) {
      nearestAbove(wanted)
          .ifPresent(
              type ->
                  ways.add("--type " + type.label() + " is the smallest that can be made here"));
    } else if (ollama.makes().contains(wanted)) {
      ways.add(
          "pull the 16-bit form, in Ollama's library usually tagged like "
              + suggestedTag(name, QuantizationType.F16)
              + ", and create from that");
    }
    ways.add(otherTag(name, wanted));
    return ways;
  }

  private Optional<QuantizationType> nearestAbove(QuantizationType wanted) {
    return ollama.makes().stream()
        .filter(type -> !type.isAtOrBelow(wanted))
        .reduce((first, second) -> second);
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
