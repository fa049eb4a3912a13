package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.CacheTypeGain;
import dev.sirius.core.plan.Candidate;
import dev.sirius.core.plan.Correction;
import dev.sirius.core.plan.MemoryBudget;
import dev.sirius.core.plan.ModelPlanner;
import dev.sirius.core.plan.SpeedBases;
import dev.sirius.core.plan.WeightForms;
import dev.sirius.core.plan.memory.OllamaRun;
import dev.sirius.core.plan.speed.Accelerators;
import dev.sirius.core.plan.speed.DeviceFingerprint;
import dev.sirius.core.plan.speed.SpeedBasis;
import dev.sirius.core.plan.speed.port.SpeedRecords;
import dev.sirius.core.policy.FitChoice;
import dev.sirius.core.policy.FitPolicy;
import dev.sirius.core.policy.Reason;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Says what a model comes to on a device: file, memory, speed and expected loss of each type in
 * question, and which one to take. It measures nothing; a speed that was measured before is used.
 */
public final class PlanModel {

  private final WeightForms forms;
  private final SpeedRecords records;
  private final FitPolicy policy;
  private final List<Correction> corrections;

  public PlanModel(WeightForms forms, SpeedRecords records, FitPolicy policy) {
    this(forms, records, policy, List.of());
  }

  /**
   * @param corrections what was measured on this device of models built like the one to plan, the
   *     latest last
   */
  PlanModel(
      WeightForms forms, SpeedRecords records, FitPolicy policy, List<Correction> corrections) {
    this.forms = requireNonNull(forms, "forms");
    this.records = requireNonNull(records, "records");
    this.policy = requireNonNull(policy, "policy");
    this.corrections = List.copyOf(corrections);
  }

  /**
   * Plans a model on a device.
   *
   * @param atHand the type of the only weights there are; empty when 16-bit weights can be had
   * @throws dev.sirius.core.gguf.MetadataException when a hyper-parameter that is needed is missing
   *     or not plausible
   * @throws IllegalArgumentException when the order asks for what cannot be run
   */
  public Plan plan(
      ModelFacts facts, DeviceProfile device, PlanOrder order, Optional<QuantizationType> atHand) {
    MemoryBudget budget = MemoryBudget.of(device, order.idle(), order.reserve());
    ModelPlanner planner =
        new ModelPlanner(facts, forms.of(facts), budget, speeds(device), corrections);
    OllamaRun run = run(facts, budget, order);
    List<Candidate> candidates =
        order.types().stream().distinct().map(type -> planner.candidate(type, run)).toList();
    FitChoice choice = policy.choose(candidates, budget.host(), order.wantedSpeed(), atHand);
    Map<QuantizationType, OptionalLong> contexts = new LinkedHashMap<>();
    List<CacheTypeGain> gains = List.of();
    if (order.details() && budget.host().isKnown()) {
      candidates.forEach(one -> contexts.put(one.type(), planner.longestContext(one.type(), run)));
      gains = choice.type().map(type -> planner.cacheTypes(type, run)).orElse(List.of());
    }
    Plan plan =
        new Plan(
            facts.architecture(),
            facts.parameterCount(),
            run,
            budget,
            candidates,
            choice,
            contexts,
            gains);
    return beyondTrained(facts, run).map(plan::with).orElse(plan);
  }

  /** What is to be said of a context that is longer than the model was trained for. */
  private static Optional<Reason> beyondTrained(ModelFacts facts, OllamaRun run) {
    long asked = run.context().toOptional().orElse(0L);
    long trained = facts.uint("context_length").orElse(0);
    return trained > 0 && asked > trained
        ? Optional.of(new Reason.BeyondTrained(asked, trained))
        : Optional.empty();
  }

  /** What is known of a device's speed: what was measured before, and what was published. */
  public SpeedBases speeds(DeviceProfile device) {
    Fact<SpeedBasis.Measured> processor =
        records
            .find(DeviceFingerprint.of(device))
            .map(SpeedBasis.Measured::new)
            .map(basis -> Fact.known(basis, basis.text()))
            .orElseGet(() -> Fact.unknown(SpeedBases.NOT_MEASURED));
    List<Accelerator> accelerators = device.accelerators().toOptional().orElse(List.of());
    Fact<SpeedBasis.Published> accelerator =
        accelerators.isEmpty()
            ? Fact.unknown("there is no accelerator")
            : Accelerators.named(accelerators.get(0).name())
                .map(basis -> Fact.known(basis, basis.text()))
                .orElseGet(
                    () ->
                        Fact.unknown(
                            "no bandwidth is known of '" + accelerators.get(0).name() + "'"));
    return new SpeedBases(processor, accelerator);
  }

  private static OllamaRun run(ModelFacts facts, MemoryBudget budget, PlanOrder order) {
    ByteSize accelerator = budget.accelerator().flatMap(Fact::toOptional).orElse(ByteSize.ZERO);
    OllamaRun run =
        OllamaRun.defaults(
            order.environment(), accelerator, facts.uint("context_length").orElse(0));
    if (order.context().isPresent()) {
      run = run.withContext(order.context().get(), "asked for");
    }
    if (order.batch().isPresent()) {
      run = run.withBatch(order.batch().get(), "asked for");
    }
    if (order.parallel().isPresent()) {
      run = run.withParallel(order.parallel().get(), "asked for");
    }
    if (order.cacheType().isPresent()) {
      run = run.withCacheType(order.cacheType().get(), "asked for");
    }
    if (order.flashAttention().isPresent()) {
      run = run.withFlashAttention(order.flashAttention().get(), "asked for");
    }
    return run;
  }
}
