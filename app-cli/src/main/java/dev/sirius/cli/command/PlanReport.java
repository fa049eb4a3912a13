package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.Table;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.plan.CacheTypeGain;
import dev.sirius.core.plan.Candidate;
import dev.sirius.core.plan.Fit;
import dev.sirius.core.plan.MemoryBudget;
import dev.sirius.core.plan.memory.OllamaRun;
import dev.sirius.core.plan.memory.Placement;
import dev.sirius.core.plan.quality.ExpectedLoss;
import dev.sirius.core.plan.speed.Rate;
import dev.sirius.core.plan.speed.SpeedEstimate;
import dev.sirius.core.policy.ChosenBy;
import dev.sirius.core.policy.Reason;
import dev.sirius.core.policy.Recommendation;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.registry.PublishedModel;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.text.Decimals;
import dev.sirius.core.text.SafeText;
import dev.sirius.core.usecase.KnownModel;
import dev.sirius.core.usecase.Plan;
import dev.sirius.core.usecase.PublishedOffer;
import dev.sirius.core.verify.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A plan as a table for people, and as JSON. */
final class PlanReport {

  /** Columns of a bar between its brackets. */
  private static final int BAR = 6;

  /** Characters of a file's name that are shown. */
  private static final int LONGEST_NAME = 44;

  private final KnownModel model;
  private final Plan plan;
  private final Optional<Recommendation> tier;
  private final Optional<Measured> measured;
  private final boolean contexts;

  /**
   * @param model the model that was planned
   * @param plan what it comes to
   * @param tier what the device's tier says, where that is to count instead of the fit
   * @param measured what was measured of it on this device
   * @param contexts whether to show each type's longest context in place of its file
   */
  PlanReport(
      KnownModel model,
      Plan plan,
      Optional<Recommendation> tier,
      Optional<Measured> measured,
      boolean contexts) {
    this.model = model;
    this.plan = plan;
    this.tier = tier;
    this.measured = measured;
    this.contexts = contexts;
  }

  /** The type to take, by fit or by tier. */
  private Optional<QuantizationType> choice() {
    return tier.isPresent()
        ? tier.map(recommendation -> recommendation.level().type())
        : plan.choice().type();
  }

  private List<Reason> reasons() {
    return tier.map(Recommendation::reasons).orElseGet(() -> plan.choice().reasons());
  }

  /** Whether there is something to take: by the tier always, else what fits. */
  boolean fits() {
    return choice().isPresent();
  }

  void print(Console console) {
    console.headline(
        model.label(),
        "  "
            + count(plan.parameters())
            + " parameters, "
            + plan.architecture()
            + ", "
            + model.origin().text());
    console.lines(conditions());
    console.line("");
    console.lines(rows());
    console.line("");
    List<PublishedOffer> offers = offers();
    if (offers.size() > 1) {
      console.lines(files(offers));
      console.line("");
    }
    console.lines(remarks());
  }

  private List<String> conditions() {
    OllamaRun run = plan.run();
    MemoryBudget budget = plan.budget();
    Table table = new Table(2);
    table.row(
        "context",
        withOrigin(run.context(), tokens -> Decimals.grouped(tokens) + " tokens")
            + ", "
            + run.parallel()
                .toOptional()
                .map(n -> n == 1 ? "1 request" : n + " requests")
                .orElse("")
            + " at once");
    table.row(
        "run",
        "batch "
            + run.batch().toOptional().map(String::valueOf).orElse("?")
            + ", keys and values "
            + run.cacheType().toOptional().map(PlanReport::label).orElse("?")
            + ", flash attention "
            + run.flashAttention()
                .toOptional()
                .map(flash -> flash.name().toLowerCase(Locale.ROOT))
                .orElse("?"));
    table.row(
        "memory",
        budget
            .host()
            .fold(
                (size, source) ->
                    size + " for the model: " + source + ", less " + budget.reserve() + " reserve",
                reason -> "not known: " + reason));
    budget
        .accelerator()
        .ifPresent(
            room ->
                table.row(
                    "accelerator",
                    room.fold(
                            (size, source) -> size + " for the model",
                            reason -> "memory not known: " + reason)
                        + " on "
                        + String.join(", ", budget.accelerators())));
    if (budget.unified()) {
      table.row("accelerator", String.join(", ", budget.accelerators()) + ", in the same memory");
    }
    return table.lines();
  }

  private List<String> rows() {
    Table table = new Table(0);
    table.row(
        " ",
        "TYPE",
        "LEVEL",
        contexts ? "CONTEXT" : "FILE",
        "NEEDS",
        "BUDGET",
        "FITS",
        "TOKENS/S",
        "LOSS");
    for (Candidate one : plan.candidates()) {
      table.row(
          choice().filter(type -> type == one.type()).isPresent() ? "*" : " ",
          one.type().label(),
          level(one).map(Level::name).orElse(""),
          contexts ? longest(one.type()).map(Decimals::grouped).orElse("-") : one.file().toString(),
          one.needed().toString(),
          bar(one),
          fits(one),
          one.speed().fold((speed, source) -> range(speed.decode()), reason -> "?"),
          one.loss().fold((loss, source) -> loss.toString(), reason -> "?"));
    }
    return table.lines();
  }

  /** The level that a type stands for. */
  private static Optional<Level> level(Candidate one) {
    return Optional.of(Plan.level(one)).filter(level -> level.type() == one.type());
  }

  /** The part of the budget that is taken; beyond its end where more is needed. */
  private String bar(Candidate one) {
    Optional<Long> all = budgetBytes();
    if (all.isEmpty()) {
      return "?";
    }
    double share = all.get() == 0 ? 2 : (double) one.needed().bytes() / all.get();
    int filled = (int) Math.min(BAR, Math.ceil(share * BAR));
    return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + (share > 1 ? ">" : "]");
  }

  private Optional<Long> budgetBytes() {
    MemoryBudget budget = plan.budget();
    return budget
        .host()
        .toOptional()
        .map(
            host ->
                host.bytes()
                    + budget
                        .accelerator()
                        .flatMap(Fact::toOptional)
                        .map(ByteSize::bytes)
                        .orElse(0L));
  }

  /** Where a candidate fits, in at most five characters. */
  static String fits(Candidate one) {
    return switch (one.fit()) {
      case ACCELERATOR -> "gpu";
      case SPLIT -> one.placement().map(place -> place.layers() + "/" + place.of()).orElse("split");
      case MEMORY -> "yes";
      case NOWHERE -> "no";
      case UNKNOWN -> "?";
    };
  }

  /** What is published, with what each comes to; nothing where the model is not from a registry. */
  private List<PublishedOffer> offers() {
    return model.origin() instanceof KnownModel.Origin.Published published
        ? PublishedOffer.of(published.variants(), plan, choice())
        : List.of();
  }

  private static List<String> files(List<PublishedOffer> offers) {
    Table table = new Table(0);
    table.row(" ", "PUBLISHED", "SIZE", "NEEDS", "FITS");
    for (PublishedOffer one : offers) {
      int parts = one.variant().parts().size();
      table.row(
          one.best() ? "*" : " ",
          SafeText.oneLine(one.variant().shortLabel(), LONGEST_NAME),
          one.variant().size().map(ByteSize::toString).orElse("?")
              + (parts > 1 ? " in " + parts : ""),
          one.needed().map(ByteSize::toString).orElse("?"),
          fits(one.fit()));
    }
    return table.lines();
  }

  private static String fits(Fit fit) {
    return switch (fit) {
      case ACCELERATOR -> "gpu";
      case SPLIT -> "split";
      case MEMORY -> "yes";
      case NOWHERE -> "no";
      case UNKNOWN -> "?";
    };
  }

  private List<String> remarks() {
    Table table = new Table(0);
    choice()
        .ifPresentOrElse(
            type -> table.row("*", "take " + type.label() + ": " + first(reasons())),
            () -> table.row("-", first(reasons())));
    reasons().stream().skip(1).forEach(reason -> table.row("-", reason.text()));
    tier.flatMap(recommendation -> plan.candidate(recommendation.level().type()))
        .filter(one -> one.fit() == Fit.NOWHERE)
        .ifPresent(
            one ->
                table.row(
                    "-", one.type().label() + " does not fit; '--policy fit' says what does"));
    chosen()
        .flatMap(one -> model.published(one.type()))
        .ifPresent(
            name ->
                table.row("-", "Ollama's library has it: 'sirius pull " + name.shortForm() + "'"));
    context().ifPresent(text -> table.row("-", text));
    cache().ifPresent(text -> table.row("-", text));
    chosen()
        .or(() -> plan.candidates().stream().findFirst())
        .ifPresent(
            one ->
                table.row(
                    "-",
                    one.speed()
                        .fold(
                            (speed, source) -> "speed rests on " + source,
                            reason -> "speed is not known: " + reason)));
    if (model.origin() instanceof KnownModel.Origin.Published published
        && published.model() instanceof PublishedModel.OnHub hub) {
      offers().stream()
          .filter(PublishedOffer::best)
          .findFirst()
          .ifPresent(best -> table.row("-", "fetch it: 'sirius pull " + pull(hub, best) + "'"));
    }
    if (!(model.origin() instanceof KnownModel.Origin.Catalogue)
        && model.publishedTypes().isEmpty()) {
      model
          .type()
          .filter(type -> !type.isUnquantized())
          .ifPresent(
              type ->
                  table.row(
                      "-",
                      "it is "
                          + type.label()
                          + " now; the other types are as made from 16-bit weights"));
    }
    measured.ifPresent(one -> table.row("-", "measured here: " + VerificationView.line(one)));
    return table.lines();
  }

  /** The name by which the hub hands a quantization out: by its type, or by its file. */
  private static String pull(PublishedModel.OnHub hub, PublishedOffer best) {
    return hub.host()
        + "/"
        + hub.user()
        + "/"
        + hub.repository()
        + ":"
        + best.variant()
            .type()
            .map(QuantizationType::label)
            .orElseGet(() -> SafeText.oneLine(best.variant().shortLabel(), 80));
  }

  private Optional<Candidate> chosen() {
    return choice().flatMap(plan::candidate);
  }

  private Optional<String> context() {
    return chosen()
        .flatMap(one -> longest(one.type()))
        .map(tokens -> "the longest context that fits is " + Decimals.grouped(tokens) + " tokens");
  }

  private Optional<Long> longest(QuantizationType type) {
    OptionalLong longest = plan.longestContexts().getOrDefault(type, OptionalLong.empty());
    return longest.isPresent() ? Optional.of(longest.getAsLong()) : Optional.empty();
  }

  private Optional<String> cache() {
    List<String> parts = new ArrayList<>();
    for (CacheTypeGain gain : plan.cacheTypes()) {
      parts.add(
          label(gain.type())
              + " "
              + gain.cache()
              + (gain.longestContext().isPresent()
                  ? " (up to " + Decimals.grouped(gain.longestContext().getAsLong()) + " tokens)"
                  : ""));
    }
    return parts.isEmpty() || tier.isPresent()
        ? Optional.empty()
        : Optional.of("keys and values take " + String.join(", as ", parts));
  }

  private static String first(List<Reason> reasons) {
    return reasons.isEmpty() ? "" : reasons.get(0).text();
  }

  Map<String, @Nullable Object> document() {
    OllamaRun run = plan.run();
    return Json.object(
        "model",
        model.label(),
        "origin",
        model.origin().code(),
        "architecture",
        plan.architecture(),
        "parameters",
        plan.parameters(),
        "ownType",
        model.type().map(QuantizationType::label).orElse(null),
        "policy",
        (tier.isPresent() ? ChosenBy.TIER : ChosenBy.FIT).code(),
        "run",
        Json.object(
            "context", Json.fact(run.context(), tokens -> tokens),
            "parallel", Json.fact(run.parallel(), requests -> requests),
            "batch", Json.fact(run.batch(), tokens -> tokens),
            "kvType", Json.fact(run.cacheType(), PlanReport::label),
            "flashAttention",
                Json.fact(run.flashAttention(), flash -> flash.name().toLowerCase(Locale.ROOT))),
        "budget",
        budget(plan.budget()),
        "choice",
        choice().map(QuantizationType::label).orElse(null),
        "level",
        choice().map(Level::of).map(Level::name).orElse(null),
        "certain",
        tier.map(Recommendation::certain).orElseGet(() -> plan.choice().certain()),
        "reasons",
        reasons().stream().map(PlanReport::reason).toList(),
        "candidates",
        plan.candidates().stream().map(this::document).toList(),
        "cacheTypes",
        plan.cacheTypes().stream().map(PlanReport::document).toList(),
        "published",
        offers().stream().map(PlanReport::document).toList());
  }

  private static Map<String, @Nullable Object> document(PublishedOffer one) {
    return Json.object(
        "file", one.variant().label(),
        "type", one.variant().type().map(QuantizationType::label).orElse(null),
        "parts", one.variant().parts().size(),
        "bytes", one.variant().size().map(ByteSize::bytes).orElse(null),
        "neededBytes", one.needed().map(ByteSize::bytes).orElse(null),
        "fit", one.fit().name().toLowerCase(Locale.ROOT),
        "best", one.best());
  }

  static Map<String, @Nullable Object> reason(Reason reason) {
    return Json.object("code", reason.code(), "text", reason.text());
  }

  private static Map<String, @Nullable Object> budget(MemoryBudget budget) {
    return Json.object(
        "memoryBytes",
        Json.fact(budget.host(), ByteSize::bytes),
        "reserveBytes",
        budget.reserve().bytes(),
        "acceleratorBytes",
        budget.accelerator().map(room -> Json.fact(room, ByteSize::bytes)).orElse(null),
        "accelerators",
        budget.accelerators(),
        "unified",
        budget.unified());
  }

  private Map<String, @Nullable Object> document(Candidate one) {
    return Json.object(
        "type", one.type().label(),
        "level", Plan.level(one).name(),
        "published", model.published(one.type()).map(ModelName::shortForm).orElse(null),
        "fileBytes", one.file().bytes(),
        "memory",
            Json.object(
                "weightsBytes", one.memory().weights().bytes(),
                "cacheBytes", one.memory().cache().bytes(),
                "computeBytes", one.memory().compute().bytes(),
                "outputBytes", one.memory().output().bytes(),
                "runnerBytes", one.additions().always().bytes(),
                "neededBytes", one.needed().bytes(),
                "mostBytes",
                    one.memory()
                        .most()
                        .map(most -> most.bytes() + one.additions().atMost().bytes())
                        .orElse(null),
                "modelling", one.memory().modelling().name().toLowerCase(Locale.ROOT)),
        "fit", one.fit().name().toLowerCase(Locale.ROOT),
        "missingBytes", one.missing().bytes(),
        "placement", one.placement().map(PlanReport::document).orElse(null),
        "speed", Json.fact(one.speed(), PlanReport::document),
        "expectedLoss", Json.fact(one.loss(), PlanReport::document),
        "longestContext", longest(one.type()).orElse(null),
        "rejected",
            Optional.ofNullable(plan.choice().rejected().get(one.type()))
                .map(PlanReport::reason)
                .orElse(null));
  }

  private static Map<String, @Nullable Object> document(Placement place) {
    return Json.object(
        "layers", place.layers(),
        "of", place.of(),
        "acceleratorBytes", place.accelerator().bytes(),
        "memoryBytes", place.host().bytes());
  }

  private static Map<String, @Nullable Object> document(SpeedEstimate speed) {
    return Json.object(
        "decode", document(speed.decode()),
        "decodeFullContext", document(speed.decodeFull()),
        "prompt", speed.prompt().map(PlanReport::document).orElse(null));
  }

  private static Map<String, @Nullable Object> document(Rate rate) {
    return Json.object("low", rate.low(), "likely", rate.likely(), "high", rate.high());
  }

  private static Map<String, @Nullable Object> document(ExpectedLoss loss) {
    return Json.object(
        "least", loss.least(),
        "most", loss.most().isPresent() ? loss.most().getAsDouble() : null,
        "divergence", loss.divergence().isPresent() ? loss.divergence().getAsDouble() : null);
  }

  private static Map<String, @Nullable Object> document(CacheTypeGain gain) {
    return Json.object(
        "type",
        label(gain.type()),
        "cacheBytes",
        gain.cache().bytes(),
        "neededBytes",
        gain.needed().bytes(),
        "longestContext",
        gain.longestContext().isPresent() ? gain.longestContext().getAsLong() : null);
  }

  private static <T> String withOrigin(Fact<T> fact, Function<T, String> text) {
    return fact.fold((value, source) -> text.apply(value) + " (" + source + ")", reason -> reason);
  }

  private static String label(TensorType type) {
    return type.label().toLowerCase(Locale.ROOT);
  }

  /** Number of weights for people: {@code 8.03B}. */
  static String count(long parameters) {
    return parameters >= 1_000_000_000
        ? Decimals.fixed(parameters / 1e9, 2) + "B"
        : Decimals.fixed(parameters / 1e6, 0) + "M";
  }

  private static String range(Rate rate) {
    int places = rate.high() < 9.95 ? 1 : 0;
    return Decimals.fixed(rate.low(), places) + "-" + Decimals.fixed(rate.high(), places);
  }
}
