package dev.sirius.core.policy;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.Candidate;
import dev.sirius.core.plan.MemoryBudget;
import dev.sirius.core.plan.ModelPlanner;
import dev.sirius.core.plan.SpeedBases;
import dev.sirius.core.plan.WeightForms;
import dev.sirius.core.plan.memory.OllamaRun;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The {@link FitPolicy} for one model, as a choice among the four levels. Where not even the lowest
 * level fits, it is recommended all the same, with the reason that nothing fits.
 */
public final class FitLevelPolicy implements LevelPolicy {

  private final ModelFacts facts;
  private final WeightForms forms;
  private final Function<DeviceProfile, SpeedBases> speeds;
  private final Map<String, String> environment;
  private final boolean idle;
  private final FitPolicy policy = new FitPolicy();

  /**
   * A policy for a model.
   *
   * @param speeds what is known of a device's speed
   * @param environment the Ollama server's environment, as far as it is known
   * @param idle whether to count on all of the device's memory
   */
  public FitLevelPolicy(
      ModelFacts facts,
      WeightForms forms,
      Function<DeviceProfile, SpeedBases> speeds,
      Map<String, String> environment,
      boolean idle) {
    this.facts = requireNonNull(facts, "facts");
    this.forms = requireNonNull(forms, "forms");
    this.speeds = requireNonNull(speeds, "speeds");
    this.environment = Map.copyOf(environment);
    this.idle = idle;
  }

  @Override
  public Set<DeviceAspect> aspects() {
    return EnumSet.allOf(DeviceAspect.class);
  }

  @Override
  public Recommendation recommend(DeviceProfile device) {
    MemoryBudget budget = MemoryBudget.of(device, idle, Optional.empty());
    ModelPlanner planner = new ModelPlanner(facts, forms, budget, speeds.apply(device));
    OllamaRun run =
        OllamaRun.defaults(
            environment,
            budget.accelerator().flatMap(fact -> fact.toOptional()).orElse(ByteSize.ZERO),
            facts.uint("context_length").orElse(0));
    List<Candidate> candidates =
        Arrays.stream(Level.values()).map(level -> planner.candidate(level.type(), run)).toList();
    FitChoice choice = policy.choose(candidates, budget.host(), Optional.empty());
    QuantizationType type = choice.type().orElse(Level.TINY.type());
    return new Recommendation(
        Level.of(type), choice.certain() && choice.type().isPresent(), choice.reasons());
  }
}
