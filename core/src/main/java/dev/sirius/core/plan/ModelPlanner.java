package dev.sirius.core.plan;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.memory.ComputeBuffer;
import dev.sirius.core.plan.memory.FlashAttention;
import dev.sirius.core.plan.memory.ModelMemory;
import dev.sirius.core.plan.memory.OllamaRun;
import dev.sirius.core.plan.memory.Placement;
import dev.sirius.core.plan.memory.RunOptions;
import dev.sirius.core.plan.quality.ExpectedLoss;
import dev.sirius.core.plan.quality.PublishedLoss;
import dev.sirius.core.plan.shape.ModelShape;
import dev.sirius.core.plan.speed.SpeedEstimate;
import dev.sirius.core.plan.speed.TokenWork;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.size.ByteSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Works out what a model comes to on a device, type by type. It remembers what is alike for all
 * types, so one planner serves one thread.
 */
public final class ModelPlanner {

  private static final long CONTEXT_STEP = 256;

  private final ModelFacts facts;
  private final ModelShape shape;
  private final WeightForms.Forms forms;
  private final MemoryBudget budget;
  private final SpeedBases speeds;
  private final List<Correction> corrections;
  private final long parameters;
  private final Map<RunOptions, ComputeBuffer> buffers = new HashMap<>();

  /**
   * A planner for one model.
   *
   * @throws dev.sirius.core.gguf.MetadataException when a hyper-parameter that is needed is missing
   *     or not plausible
   */
  public ModelPlanner(
      ModelFacts facts, WeightForms.Forms forms, MemoryBudget budget, SpeedBases speeds) {
    this(facts, forms, budget, speeds, List.of());
  }

  /**
   * A planner for one model of which something was measured on this device.
   *
   * @param corrections what was measured of models built like it, the latest last
   * @throws dev.sirius.core.gguf.MetadataException when a hyper-parameter that is needed is missing
   *     or not plausible
   */
  public ModelPlanner(
      ModelFacts facts,
      WeightForms.Forms forms,
      MemoryBudget budget,
      SpeedBases speeds,
      List<Correction> corrections) {
    this.facts = requireNonNull(facts, "facts");
    this.shape = ModelShape.of(facts);
    this.forms = requireNonNull(forms, "forms");
    this.budget = requireNonNull(budget, "budget");
    this.speeds = requireNonNull(speeds, "speeds");
    this.corrections = List.copyOf(corrections);
    this.parameters = facts.parameterCount();
  }

  /** The model's layers and what they keep. */
  public ModelShape shape() {
    return shape;
  }

  /** What the model comes to as a type. */
  public Candidate candidate(QuantizationType type, OllamaRun run) {
    WeightForms.Form form = forms.as(type);
    RunOptions options = run.options();
    ModelMemory memory = memory(form, options);
    boolean hasAccelerator = budget.accelerator().isPresent() || budget.unified();
    OllamaRun.Additions additions = additions(type, form, !hasAccelerator);
    ByteSize needed = plus(memory.total(), additions.always());
    Optional<Placement> placement =
        budget
            .accelerator()
            .flatMap(Fact::toOptional)
            .map(room -> Placement.fitting(facts, form.tensors(), shape, options, memory, room));
    Fit fit = fit(placement, needed, additions);
    return new Candidate(
        type,
        form.file(),
        memory,
        additions,
        placement,
        fit,
        needed,
        missing(placement, needed, additions, fit),
        corrected(type, form, run, speed(form, options, placement, fit), fit),
        PublishedLoss.of(type, parameters)
            .map(loss -> Fact.<ExpectedLoss>known(loss, loss.basis()))
            .orElseGet(() -> Fact.unknown("no measurement was published for " + type.label())));
  }

  /**
   * The longest context of one request that fits as a type, up to what the model was trained for;
   * empty when none fits or the budget is not known.
   */
  public OptionalLong longestContext(QuantizationType type, OllamaRun run) {
    long most = Math.max(CONTEXT_STEP, facts.uint("context_length").orElse(131_072));
    WeightForms.Form form = forms.as(type);
    if (!fitsAt(type, form, run, CONTEXT_STEP)) {
      return OptionalLong.empty();
    }
    if (fitsAt(type, form, run, most)) {
      return OptionalLong.of(most);
    }
    long low = 1;
    long high = most / CONTEXT_STEP;
    while (low < high) {
      long middle = (low + high + 1) / 2;
      if (fitsAt(type, form, run, middle * CONTEXT_STEP)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return OptionalLong.of(low * CONTEXT_STEP);
  }

  /** What 16-bit, 8-bit and 4-bit keys and values come to as a type. */
  public List<CacheTypeGain> cacheTypes(QuantizationType type, OllamaRun run) {
    List<CacheTypeGain> gains = new ArrayList<>();
    boolean off =
        run.flashAttention().toOptional().orElse(FlashAttention.AUTO) == FlashAttention.OFF;
    for (TensorType cache : List.of(TensorType.F16, TensorType.Q8_0, TensorType.Q4_0)) {
      if (off && cache != TensorType.F16) {
        continue;
      }
      OllamaRun tried = run.withCacheType(cache, "tried");
      Candidate candidate = candidate(type, tried);
      gains.add(
          new CacheTypeGain(
              cache,
              new ByteSize(candidate.memory().cache().bytes()),
              candidate.needed(),
              longestContext(type, tried)));
    }
    return gains;
  }

  private ModelMemory memory(WeightForms.Form form, RunOptions options) {
    ComputeBuffer buffer =
        buffers.computeIfAbsent(options, asked -> ComputeBuffer.of(facts, shape, asked));
    return ModelMemory.of(form.tensors(), shape, options, buffer);
  }

  private boolean fitsAt(
      QuantizationType type, WeightForms.Form form, OllamaRun run, long context) {
    OllamaRun tried = withContext(run, context);
    RunOptions options = tried.options();
    ModelMemory memory = memory(form, options);
    boolean hasAccelerator = budget.accelerator().isPresent() || budget.unified();
    OllamaRun.Additions additions = additions(type, form, !hasAccelerator);
    Optional<Placement> placement =
        budget
            .accelerator()
            .flatMap(Fact::toOptional)
            .map(room -> Placement.fitting(facts, form.tensors(), shape, options, memory, room));
    return fit(placement, plus(memory.total(), additions.always()), additions).fits();
  }

  /** Another context; a batch that the user stated stays, Ollama's own follows its rule. */
  private static OllamaRun withContext(OllamaRun run, long context) {
    OllamaRun other = run.withContext(context, "tried");
    boolean stated = !run.batch().origin().startsWith("Ollama");
    return stated
        ? other.withBatch(run.batch().toOptional().orElseThrow(), run.batch().origin())
        : other;
  }

  private Fit fit(Optional<Placement> placement, ByteSize needed, OllamaRun.Additions additions) {
    if (!budget.host().isKnown()) {
      return Fit.UNKNOWN;
    }
    ByteSize host = budget.host().toOptional().orElseThrow();
    if (placement.isPresent() && placement.get().layers() > 0) {
      ByteSize here = plus(placement.get().host(), additions.always());
      if (here.compareTo(host) <= 0) {
        return placement.get().isWhole() ? Fit.ACCELERATOR : Fit.SPLIT;
      }
      return Fit.NOWHERE;
    }
    return needed.compareTo(host) <= 0 ? Fit.MEMORY : Fit.NOWHERE;
  }

  private ByteSize missing(
      Optional<Placement> placement, ByteSize needed, OllamaRun.Additions additions, Fit fit) {
    if (fit != Fit.NOWHERE) {
      return ByteSize.ZERO;
    }
    ByteSize here =
        placement
            .filter(divided -> divided.layers() > 0)
            .map(divided -> plus(divided.host(), additions.always()))
            .orElse(needed);
    long host = budget.host().toOptional().orElseThrow().bytes();
    return new ByteSize(Math.max(0, here.bytes() - host));
  }

  private Fact<SpeedEstimate> speed(
      WeightForms.Form form, RunOptions options, Optional<Placement> placement, Fit fit) {
    TokenWork work = TokenWork.of(facts, form.tensors(), shape);
    long each = options.cellsEach();
    long cache = TokenWork.cacheBytes(shape, options, each);
    boolean onAccelerator = fit == Fit.ACCELERATOR || budget.unified();
    if (onAccelerator) {
      return speeds
          .accelerator()
          .fold(
              (basis, source) ->
                  Fact.known(SpeedEstimate.onAccelerator(work, cache, basis), basis.text()),
              Fact::unknown);
    }
    if (fit == Fit.SPLIT) {
      double share = placement.map(divided -> (double) divided.layers() / divided.of()).orElse(0.0);
      return speeds
          .accelerator()
          .fold(
              (there, source) ->
                  speeds
                      .processor()
                      .map(here -> SpeedEstimate.split(work, cache, share, here, there)),
              Fact::unknown);
    }
    return speeds.processor().map(basis -> SpeedEstimate.onProcessor(work, cache, basis));
  }

  private OllamaRun.Additions additions(
      QuantizationType type, WeightForms.Form form, boolean onProcessor) {
    OllamaRun.Additions additions =
        OllamaRun.additions(form.tensors(), shape.vocabulary(), onProcessor);
    return Correction.ofMemory(corrections, type)
        .map(one -> additions.correctedBy(one.memory().orElseThrow()))
        .orElse(additions);
  }

  /** What was measured of a type that runs in the same place counts more than an estimate. */
  private Fact<SpeedEstimate> corrected(
      QuantizationType type,
      WeightForms.Form form,
      OllamaRun run,
      Fact<SpeedEstimate> estimate,
      Fit fit) {
    Optional<Correction> correction = Correction.ofSpeed(corrections, type);
    if (correction.isEmpty()) {
      return estimate;
    }
    Correction known = correction.get();
    Candidate measured =
        new ModelPlanner(facts, forms, budget, speeds).candidate(known.type(), run);
    boolean onePlace = budget.accelerator().isEmpty();
    if (!onePlace && (measured.fit() != fit || fit == Fit.SPLIT)) {
      return estimate;
    }
    String basis = known.speedBasis(type);
    double decode = known.decode().orElseThrow();
    if (estimate.isKnown() && measured.speed().isKnown()) {
      return estimate.fold(
          (speed, source) ->
              Fact.known(
                  speed.correctedBy(
                      measured.speed().toOptional().orElseThrow(), decode, known.prompt(), basis),
                  basis),
          Fact::unknown);
    }
    RunOptions options = run.options();
    return Fact.known(
        SpeedEstimate.scaled(
            TokenWork.of(facts, form.tensors(), shape),
            TokenWork.cacheBytes(shape, options, options.cellsEach()),
            TokenWork.of(facts, forms.as(known.type()).tensors(), shape),
            decode,
            known.prompt(),
            basis),
        basis);
  }

  private static ByteSize plus(ByteSize one, ByteSize other) {
    return new ByteSize(Math.addExact(one.bytes(), other.bytes()));
  }
}
