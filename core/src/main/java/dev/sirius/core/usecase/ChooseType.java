package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import dev.sirius.core.plan.Candidate;
import dev.sirius.core.policy.ChosenBy;
import dev.sirius.core.policy.FitChoice;
import dev.sirius.core.policy.Reason;
import dev.sirius.core.policy.Recommendation;
import dev.sirius.core.policy.TypeChoice;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.weights.RoutePlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Chooses what a new model's weights shall be when nobody names it: of the four levels and of the
 * type that the base has, the best that fits this device at the context that the new model is to
 * run at. Never a type that holds more than the base does.
 *
 * <p>Where the base's facts cannot be had, or where that is asked for, the device's tier decides,
 * whatever the model.
 */
public final class ChooseType {

  private final PlanKnownModel planner;
  private final RecommendLevel recommendLevel;

  /**
   * @param planner plans a model on this device
   * @param recommendLevel names the device's tier
   */
  public ChooseType(PlanKnownModel planner, RecommendLevel recommendLevel) {
    this.planner = requireNonNull(planner, "planner");
    this.recommendLevel = requireNonNull(recommendLevel, "recommendLevel");
  }

  /**
   * Chooses for a model that is made from an installed one.
   *
   * @param by what to choose by
   * @param base the installed model
   * @param changes in what the new model will differ; a context length or a batch among them counts
   *     before those of the base
   * @param environment the environment variables of Ollama's server, as far as they are known
   */
  public TypeChoice choose(
      ChosenBy by,
      ModelDescription base,
      List<Instruction> changes,
      Map<String, String> environment) {
    List<Parameter> parameters =
        Stream.concat(
                parameters(changes), base.parameters().toOptional().orElse(List.of()).stream())
            .toList();
    return choose(by, FindModel.installed(base), parameters, environment);
  }

  /**
   * Chooses for a model.
   *
   * @param by what to choose by
   * @param model the model, or why its facts cannot be had
   * @param parameters what it is to run with; the first of each counts
   * @param environment the environment variables of Ollama's server, as far as they are known
   */
  public TypeChoice choose(
      ChosenBy by,
      Fact<KnownModel> model,
      List<Parameter> parameters,
      Map<String, String> environment) {
    if (by == ChosenBy.TIER) {
      return byTier(List.of(), true);
    }
    return model.fold(
        (known, source) -> {
          try {
            return byFit(known, parameters, environment);
          } catch (MetadataException | IllegalArgumentException e) {
            return withoutFacts(String.valueOf(e.getMessage()));
          }
        },
        this::withoutFacts);
  }

  /**
   * The primary level of a family, as far as it is settled before the family is planned: the one
   * that is named; or, where the tier is to decide, the device's, or the base's own type where that
   * holds less. Otherwise the family's own plan takes what fits.
   *
   * @param by what to choose by
   * @param named the level that somebody named
   * @param base what the family is made from; asked only where the tier decides
   */
  public Optional<Target> primary(
      ChosenBy by, Optional<Target> named, Supplier<ModelDescription> base) {
    if (named.isPresent() || by != ChosenBy.TIER) {
      return named;
    }
    Fact<QuantizationType> own = RoutePlanner.sourceType(base.get());
    QuantizationType tier = recommendLevel.recommend().level().type();
    return Optional.of(
        new Target.AtType(own.toOptional().filter(type -> type.isAtOrBelow(tier)).orElse(tier)));
  }

  /** The parameters among instructions, in their order. */
  public static Stream<Parameter> parameters(List<Instruction> instructions) {
    return instructions.stream()
        .filter(Instruction.Set.class::isInstance)
        .map(Instruction.Set.class::cast)
        .map(Instruction.Set::parameter);
  }

  private TypeChoice withoutFacts(String why) {
    return byTier(List.of(new Reason.FactsNotKnown(why)), false);
  }

  private TypeChoice byTier(List<Reason> before, boolean certain) {
    Recommendation tier = recommendLevel.recommend();
    List<Reason> reasons = new ArrayList<>(before);
    reasons.addAll(tier.reasons());
    return new TypeChoice(
        Optional.of(tier.level().type()), ChosenBy.TIER, certain && tier.certain(), reasons);
  }

  private TypeChoice byFit(
      KnownModel model, List<Parameter> parameters, Map<String, String> environment) {
    DeviceProfile device = planner.device();
    Plan levels =
        planner.plan(model, device, order(PlanKnownModel.levels(), parameters, environment));
    FitChoice choice = levels.choice();
    List<Reason> reasons = new ArrayList<>(choice.reasons());
    if (choice.type().isPresent()) {
      finerElsewhere(levels).ifPresent(reasons::add);
      Plan all =
          planner.plan(model, device, order(PlanKnownModel.types(), parameters, environment));
      all.choice()
          .type()
          .filter(best -> choice.certain() && best != choice.type().get())
          .map(Reason.FinerTypeFits::new)
          .ifPresent(reasons::add);
    }
    return new TypeChoice(choice.type(), ChosenBy.FIT, choice.certain(), reasons);
  }

  /** The best type that would fit, were there finer weights to make it from. */
  private static Optional<Reason> finerElsewhere(Plan plan) {
    return plan.choice().rejected().entrySet().stream()
        .filter(entry -> entry.getValue() instanceof Reason.NothingGained)
        .filter(
            entry ->
                plan.candidate(entry.getKey())
                    .map(Candidate::fit)
                    .filter(fit -> fit.fits())
                    .isPresent())
        .<Reason>map(Map.Entry::getValue)
        .findFirst();
  }

  private static PlanOrder order(
      List<QuantizationType> types, List<Parameter> parameters, Map<String, String> environment) {
    return new PlanOrder(
        types,
        first(parameters, ParameterName.NUM_CTX),
        first(parameters, ParameterName.NUM_BATCH).map(Math::toIntExact),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        false,
        environment);
  }

  private static Optional<Long> first(List<Parameter> parameters, ParameterName name) {
    return parameters.stream()
        .filter(Parameter.WholeNumber.class::isInstance)
        .map(Parameter.WholeNumber.class::cast)
        .filter(parameter -> parameter.key() == name)
        .map(Parameter.WholeNumber::value)
        .filter(value -> value > 0 && value <= Integer.MAX_VALUE)
        .findFirst();
  }
}
