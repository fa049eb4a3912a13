package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.family.Family;
import dev.sirius.core.family.FamilyLevel;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.family.ModelLevels;
import dev.sirius.core.family.Threshold;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.model.GenerateRequest;
import dev.sirius.core.model.Generation;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.RunningModel;
import dev.sirius.core.model.port.ModelRunner;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import dev.sirius.core.plan.Candidate;
import dev.sirius.core.plan.shape.ModelShape;
import dev.sirius.core.plan.speed.DeviceFingerprint;
import dev.sirius.core.plan.speed.Rate;
import dev.sirius.core.plan.speed.SpeedEstimate;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.verify.Check;
import dev.sirius.core.verify.Check.Subject;
import dev.sirius.core.verify.Check.Verdict;
import dev.sirius.core.verify.Measured;
import dev.sirius.core.verify.PlannedAs;
import dev.sirius.core.verify.ServerAccount;
import dev.sirius.core.verify.Verification;
import dev.sirius.core.verify.port.MeasurementRecords;
import dev.sirius.core.verify.port.ServerProcesses;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Loads a model, asks it something, and sets what was promised of it beside what is measured. What
 * is measured is kept for this device.
 */
public final class VerifyModel {

  private static final List<String> PROMPTS =
      List.of(
          "Tell me in a few sentences what the sea looks like in the morning and at night.",
          "Tell me a short story about a fisherman, his boat and the sea.",
          "Count from one to fifty in words.");

  /** A speed over fewer tokens says nothing. */
  private static final int LEAST_TOKENS = 8;

  private static final int ANSWER_TOKENS = 64;

  /**
   * Seconds that a server spends on a short prompt of a model just loaded, beside computing it: 1
   * to 4 ms were measured with Ollama 0.33.0 and 0.12.11 on 2 cores and a model of 3.7 million
   * weights.
   */
  private static final double REQUEST_SECONDS = 0.005;

  /**
   * Seconds of a processor's time that a server spends on each token that it sends, beside
   * computing it: with SmolLM2 135M on 2 cores Ollama 0.33.0 answered 116 to 136 tokens/s, 105
   * right after it was made, where llama-bench did 153.
   */
  private static final double TOKEN_SECONDS = 0.002;

  /** By how much memory may exceed the promise. */
  private static final double MEMORY_RANGE = 0.05;

  /**
   * By how much a process may exceed it besides: of the runner's program the pages that were
   * touched count as the process's. Before 0.30 it is all of Ollama, and measured to hold some 20
   * MiB more.
   */
  private static final ByteSize PROGRAM_RANGE = ByteSize.ofMiB(8);

  private static final ByteSize EARLIER_PROGRAM_RANGE = ByteSize.ofMiB(28);

  private final ModelStore store;
  private final ModelRunner runner;
  private final PlanKnownModel planner;
  private final ServerProcesses processes;
  private final MeasurementRecords records;
  private final Clock clock;

  /**
   * @param store the models
   * @param runner loads and asks them
   * @param planner says what is promised; what was measured before does not count
   * @param processes the server's processes, where they are on this machine
   * @param records keeps what is measured
   * @param clock tells the time
   */
  public VerifyModel(
      ModelStore store,
      ModelRunner runner,
      PlanKnownModel planner,
      ServerProcesses processes,
      MeasurementRecords records,
      Clock clock) {
    this.store = requireNonNull(store, "store");
    this.runner = requireNonNull(runner, "runner");
    this.planner = requireNonNull(planner, "planner").uncorrected();
    this.processes = requireNonNull(processes, "processes");
    this.records = requireNonNull(records, "records");
    this.clock = requireNonNull(clock, "clock");
  }

  /**
   * Verifies a model. It is unloaded first when it is loaded, so that loading is measured, and left
   * as it was found.
   *
   * @param environment the Ollama server's environment, as far as it is known
   */
  public Verification verify(ModelName name, Map<String, String> environment) {
    ModelDescription description = store.show(name);
    DeviceProfile device = planner.device();
    boolean wasLoaded = running(name).isPresent();
    if (wasLoaded) {
      runner.unload(name);
    }
    Generation answer = runner.generate(new GenerateRequest(name, PROMPTS.get(0), ANSWER_TOKENS));
    Fact<Duration> load = answer.load();
    for (int i = 1; i < PROMPTS.size() && isShort(answer); i++) {
      answer = runner.generate(new GenerateRequest(name, PROMPTS.get(i), ANSWER_TOKENS));
    }
    Generation answered = answer;
    Optional<RunningModel> loaded = running(name);
    Fact<ByteSize> resident = resident(description, loaded);
    if (!wasLoaded && loaded.isPresent()) {
      runner.unload(name);
    }
    Fact<KnownModel> known = FindModel.installed(description);
    Fact<Candidate> promised = promised(known, description, device, environment);
    Measured measured =
        measured(description, load, answer, loaded, resident, plannedAs(known, promised));
    Optional<OllamaVersion> version = store.version().toOptional();
    List<Check> checks = new ArrayList<>();
    checks.add(quantization(description));
    checks.add(context(description, promised, measured));
    checks.add(memory(description, promised, measured, loaded, version, resident));
    checks.add(
        speed(
            Subject.DECODE,
            promised
                .toOptional()
                .flatMap(one -> one.speed().toOptional())
                .map(SpeedEstimate::decode)
                .map(rate -> rate.withRequest(1, TOKEN_SECONDS)),
            speedOrigin(promised),
            measured.decode()));
    checks.add(
        speed(
            Subject.PROMPT,
            promised
                .toOptional()
                .flatMap(one -> one.speed().toOptional())
                .flatMap(SpeedEstimate::prompt)
                .map(rate -> ofFirstPrompt(rate, answered)),
            speedOrigin(promised),
            measured.prompt()));
    checks.add(
        new Check(
            Subject.LOAD,
            "nothing is promised",
            measured.loadSeconds().isPresent()
                ? number(measured.loadSeconds().getAsDouble()) + " s"
                : load.origin(),
            Verdict.OPEN));
    records.keep(DeviceFingerprint.of(device), name, measured);
    return new Verification(name, checks, measured, notes(known, measured, version, resident));
  }

  private Optional<RunningModel> running(ModelName name) {
    return runner.running().stream().filter(model -> model.name().sameAs(name)).findFirst();
  }

  private Measured measured(
      ModelDescription description,
      Fact<Duration> load,
      Generation answer,
      Optional<RunningModel> loaded,
      Fact<ByteSize> resident,
      Optional<PlannedAs> planned) {
    return new Measured(
        description.quantization().toOptional(),
        loaded.flatMap(model -> model.contextLength().toOptional()),
        loaded.flatMap(model -> model.size().toOptional()),
        resident.toOptional(),
        planned,
        isShort(answer) ? OptionalDouble.empty() : rate(answer.answerTokens(), answer.answerTime()),
        rate(answer.promptTokens(), answer.promptTime()),
        load.toOptional()
            .map(VerifyModel::seconds)
            .map(OptionalDouble::of)
            .orElse(OptionalDouble.empty()),
        clock.instant());
  }

  private static boolean isShort(Generation answer) {
    return answer.answerTokens().toOptional().orElse(LEAST_TOKENS) < LEAST_TOKENS;
  }

  private static OptionalDouble rate(Fact<Integer> tokens, Fact<Duration> time) {
    if (!tokens.isKnown() || !time.isKnown()) {
      return OptionalDouble.empty();
    }
    double seconds = seconds(time.toOptional().orElseThrow());
    int count = tokens.toOptional().orElseThrow();
    return seconds > 0 && count > 0 ? OptionalDouble.of(count / seconds) : OptionalDouble.empty();
  }

  private static Rate ofFirstPrompt(Rate rate, Generation answer) {
    int tokens = answer.promptTokens().toOptional().orElse(0);
    return tokens > 0 ? rate.withRequest(tokens, REQUEST_SECONDS) : rate;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /** The memory of the process that runs a model, where all of it lies in main memory. */
  private Fact<ByteSize> resident(ModelDescription description, Optional<RunningModel> loaded) {
    if (loaded.isEmpty()) {
      return Fact.unknown("it was not in the list of running models");
    }
    if (!loaded.get().processor().equals("100% CPU")) {
      return Fact.unknown("it runs on " + loaded.get().processor() + ", not in main memory alone");
    }
    try {
      return processes.resident(LevelWeights.weightsOf(description));
    } catch (ModelStoreException e) {
      return Fact.unknown(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<PlannedAs> plannedAs(Fact<KnownModel> known, Fact<Candidate> promised) {
    return promised
        .toOptional()
        .map(
            candidate ->
                new PlannedAs(
                    PlannedAs.build(known.toOptional().orElseThrow().facts()),
                    candidate.type(),
                    candidate.needed()));
  }

  /** What the server's own account is known to leave out, and why its process was not read. */
  private static List<String> notes(
      Fact<KnownModel> known,
      Measured measured,
      Optional<OllamaVersion> version,
      Fact<ByteSize> resident) {
    List<String> notes = new ArrayList<>();
    if (!resident.isKnown()) {
      notes.add("the process that ran it was not read: " + resident.origin());
    }
    Optional<ModelFacts> facts = known.toOptional().map(KnownModel::facts);
    measured
        .memory()
        .map(
            account ->
                ServerAccount.leavesOut(
                    version,
                    facts.map(VerifyModel::isWindowed).orElse(false),
                    account,
                    facts.map(VerifyModel::weights)))
        .ifPresent(
            parts ->
                notes.add("the server's account of memory leaves out " + String.join("; ", parts)));
    return notes;
  }

  private static boolean isWindowed(ModelFacts facts) {
    try {
      return ModelShape.of(facts).window().isPresent();
    } catch (MetadataException e) {
      return false;
    }
  }

  private static ByteSize weights(ModelFacts facts) {
    return new ByteSize(
        facts.tensors().stream().mapToLong(TensorInfo::bytes).reduce(0, Math::addExact));
  }

  private Fact<Candidate> promised(
      Fact<KnownModel> known,
      ModelDescription description,
      DeviceProfile device,
      Map<String, String> environment) {
    if (!known.isKnown()) {
      return Fact.unknown(known.origin());
    }
    KnownModel model = known.toOptional().orElseThrow();
    if (model.type().isEmpty()) {
      return Fact.unknown("the type of its weights is not told");
    }
    // Ollama gives a model no more context than it was trained for, whatever the parameter.
    long trained = model.facts().uint("context_length").orElse(Long.MAX_VALUE);
    Optional<Long> context =
        contextParameter(description).map(asked -> Math.min(asked, Math.max(1, trained)));
    PlanOrder order =
        PlanOrder.of(List.of(model.type().get())).in(environment).withContext(context);
    try {
      Plan plan = planner.plan(model, device, order);
      return plan.candidate(model.type().get())
          .map(
              candidate ->
                  Fact.known(candidate, plan.run().context().toOptional().orElseThrow().toString()))
          .orElseGet(() -> Fact.unknown("no plan"));
    } catch (MetadataException | IllegalArgumentException e) {
      return Fact.unknown(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Long> contextParameter(ModelDescription description) {
    return description.parameters().toOptional().orElse(List.of()).stream()
        .filter(Parameter.WholeNumber.class::isInstance)
        .map(Parameter.WholeNumber.class::cast)
        .filter(parameter -> parameter.key() == ParameterName.NUM_CTX)
        .map(Parameter.WholeNumber::value)
        .filter(tokens -> tokens > 0)
        .findFirst();
  }

  /** What the model records of itself beside what the server reports of its weights. */
  private static Check quantization(ModelDescription description) {
    Optional<LevelRecord> record = ModelLevels.of(description).recorded();
    String reported = description.quantization().fold((text, source) -> text, reason -> reason);
    if (record.isEmpty() || !description.quantization().isKnown()) {
      return new Check(
          Subject.QUANTIZATION,
          record.map(LevelRecord::primary).orElse("no record of levels"),
          reported,
          Verdict.OPEN);
    }
    return new Check(
        Subject.QUANTIZATION,
        record.get().primary(),
        reported,
        verdict(record.get().primary().equalsIgnoreCase(reported)));
  }

  private static Check context(
      ModelDescription description, Fact<Candidate> promised, Measured measured) {
    Optional<Long> tokens =
        contextParameter(description)
            .or(
                () ->
                    promised.isKnown()
                        ? Optional.of(Long.valueOf(promised.origin()))
                        : Optional.empty());
    if (tokens.isEmpty() || measured.context().isEmpty()) {
      return new Check(
          Subject.CONTEXT,
          tokens.map(count -> count + " tokens").orElseGet(promised::origin),
          measured.context().map(count -> count + " tokens").orElse("the server does not tell"),
          Verdict.OPEN);
    }
    return new Check(
        Subject.CONTEXT,
        tokens.get() + " tokens",
        measured.context().get() + " tokens",
        verdict(measured.context().get() >= tokens.get()));
  }

  /** Its process counts, where that can be read, since the server's account leaves things out. */
  private static Check memory(
      ModelDescription description,
      Fact<Candidate> promised,
      Measured measured,
      Optional<RunningModel> loaded,
      Optional<OllamaVersion> version,
      Fact<ByteSize> resident) {
    Optional<ByteSize> most =
        threshold(description)
            .map(Threshold::memory)
            .or(() -> promised.toOptional().map(Candidate::needed));
    String account =
        measured
            .memory()
            .map(ByteSize::toString)
            .orElseGet(() -> loaded.map(RunningModel::sizeText).orElse(""));
    String told =
        resident.fold(
            (size, source) ->
                size + " in " + source + (account.isEmpty() ? "" : ", which says " + account),
            reason ->
                account.isEmpty()
                    ? "it was not in the list of running models"
                    : account + ", by the server's account");
    Optional<ByteSize> held = resident.toOptional().or(measured::memory);
    ByteSize program = resident.isKnown() ? program(version) : ByteSize.ZERO;
    if (most.isEmpty() || held.isEmpty()) {
      return new Check(
          Subject.MEMORY,
          most.map(size -> atMost(size, program)).orElseGet(promised::origin),
          told,
          Verdict.OPEN);
    }
    double allowed = most.get().bytes() * (1 + MEMORY_RANGE) + program.bytes();
    return new Check(
        Subject.MEMORY, atMost(most.get(), program), told, verdict(held.get().bytes() <= allowed));
  }

  private static ByteSize program(Optional<OllamaVersion> version) {
    return version.filter(one -> !one.isAtLeast(0, 30, 0)).isPresent()
        ? EARLIER_PROGRAM_RANGE
        : PROGRAM_RANGE;
  }

  private static String atMost(ByteSize size, ByteSize program) {
    return String.format(Locale.ROOT, "at most %s, give or take %.0f %%", size, 100 * MEMORY_RANGE)
        + (program.equals(ByteSize.ZERO) ? "" : " and " + program.wholeMiB() + " MiB");
  }

  /** The threshold of the level that a member of a family records as its own. */
  private static Optional<Threshold> threshold(ModelDescription description) {
    Optional<LevelRecord> record = ModelLevels.of(description).recorded();
    return record
        .flatMap(known -> Family.of(description.name(), known))
        .flatMap(
            family ->
                QuantizationType.named(record.get().primary())
                    .flatMap(family::level)
                    .map(FamilyLevel::threshold));
  }

  private static String speedOrigin(Fact<Candidate> promised) {
    return promised.fold((candidate, source) -> candidate.speed().origin(), reason -> reason);
  }

  private static Check speed(
      Subject subject, Optional<Rate> promised, String origin, OptionalDouble measured) {
    String told =
        measured.isPresent()
            ? number(measured.getAsDouble()) + " tokens/s"
            : "the server does not tell, or the answer was too short";
    if (promised.isEmpty()) {
      return new Check(subject, "not known: " + origin, told, Verdict.OPEN);
    }
    return new Check(
        subject,
        promised.get().toString(),
        told,
        measured.isEmpty()
            ? Verdict.OPEN
            : verdict(measured.getAsDouble() >= promised.get().low()));
  }

  private static Verdict verdict(boolean kept) {
    return kept ? Verdict.KEPT : Verdict.BROKEN;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 9.95 ? "%.2f" : "%.0f", value);
  }
}
