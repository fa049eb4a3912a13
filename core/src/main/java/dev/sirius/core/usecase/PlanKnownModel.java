package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.catalogue.port.ModelCatalogue;
import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.plan.Candidate;
import dev.sirius.core.plan.Correction;
import dev.sirius.core.plan.FormsOfModel;
import dev.sirius.core.plan.WeightForms;
import dev.sirius.core.plan.speed.DeviceFingerprint;
import dev.sirius.core.plan.speed.port.SpeedRecords;
import dev.sirius.core.policy.FitPolicy;
import dev.sirius.core.policy.Reason;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.verify.Measured;
import dev.sirius.core.verify.PlannedAs;
import dev.sirius.core.verify.port.MeasurementRecords;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Plans a model whose facts are known on this device, in the types that it can be had in. */
public final class PlanKnownModel {

  private final DeviceProbe probe;
  private final WeightForms rules;
  private final SpeedRecords records;
  private final ModelCatalogue catalogue;
  private final SmallerSiblings siblings;
  private final Optional<MeasurementRecords> measurements;

  /**
   * @param probe finds out what the device has
   * @param rules how a 16-bit model becomes another type
   * @param records what was measured of the device's speed
   * @param catalogue where smaller models of the same line are found
   */
  public PlanKnownModel(
      DeviceProbe probe, WeightForms rules, SpeedRecords records, ModelCatalogue catalogue) {
    this(probe, rules, records, catalogue, Optional.empty());
  }

  /**
   * @param measurements what was measured of models on this device, by which estimates of models
   *     built alike are corrected
   */
  public PlanKnownModel(
      DeviceProbe probe,
      WeightForms rules,
      SpeedRecords records,
      ModelCatalogue catalogue,
      MeasurementRecords measurements) {
    this(probe, rules, records, catalogue, Optional.of(measurements));
  }

  private PlanKnownModel(
      DeviceProbe probe,
      WeightForms rules,
      SpeedRecords records,
      ModelCatalogue catalogue,
      Optional<MeasurementRecords> measurements) {
    this.probe = requireNonNull(probe, "probe");
    this.rules = requireNonNull(rules, "rules");
    this.records = requireNonNull(records, "records");
    this.catalogue = requireNonNull(catalogue, "catalogue");
    this.siblings = new SmallerSiblings(catalogue);
    this.measurements = requireNonNull(measurements, "measurements");
  }

  /**
   * The same, by estimates alone: what was measured of models on this device does not count. A
   * family's thresholds are such, since they mean the same on every machine, and so is what a
   * measurement is set beside.
   */
  public PlanKnownModel uncorrected() {
    return new PlanKnownModel(probe, rules, records, catalogue);
  }

  /** The types of the four levels. */
  public static List<QuantizationType> levels() {
    return Arrays.stream(Level.values()).map(Level::type).toList();
  }

  /** The types that 16-bit weights can be brought to, but those that need 32 bits. */
  public static List<QuantizationType> types() {
    return Arrays.stream(QuantizationType.values())
        .filter(QuantizationType::isMadeFromWeightsAlone)
        .filter(type -> type != QuantizationType.F32 && type != QuantizationType.BF16)
        .toList();
  }

  /** All that a plan rests on, found out. */
  public DeviceProfile device() {
    return probe.probe(EnumSet.allOf(DeviceAspect.class));
  }

  /**
   * Plans a model. The type that it is in is always among those planned; types that it cannot be
   * had in are left out.
   *
   * @throws dev.sirius.core.gguf.MetadataException when a hyper-parameter that is needed is missing
   *     or not plausible
   * @throws IllegalArgumentException when the order asks for what cannot be run, or for no type
   *     that the model can be had in
   */
  public Plan plan(KnownModel model, DeviceProfile device, PlanOrder order) {
    FormsOfModel forms = new FormsOfModel(model.facts(), tensorType(model), rules);
    List<QuantizationType> wanted =
        Stream.concat(order.types().stream(), model.type().stream()).distinct().sorted().toList();
    List<QuantizationType> possible = forms.possible(wanted);
    if (possible.isEmpty()) {
      throw new IllegalArgumentException(
          model.label() + " can be had in none of the types in question; name others");
    }
    List<Correction> corrections = corrections(model, device);
    Plan plan =
        corrected(
            new PlanModel(facts -> forms, records, new FitPolicy(), corrections)
                .plan(model.facts(), device, order.ofTypes(possible), atHand(model)),
            corrections);
    boolean little = plan.choice().type().map(Level::of).filter(Level.TINY::equals).isPresent();
    boolean sibling = little || plan.choice().type().isEmpty();
    return sibling && model.origin() instanceof KnownModel.Origin.Catalogue origin
        ? siblings
            .of(origin.match().entry(), plan.budget(), other -> asLevels(other, device, order))
            .map(plan::with)
            .orElse(plan)
        : plan;
  }

  /** What another model comes to under the same order, as those of the four levels it can be. */
  private List<Candidate> asLevels(ModelFacts facts, DeviceProfile device, PlanOrder order) {
    FormsOfModel forms = new FormsOfModel(facts, Optional.of(QuantizationType.F16), rules);
    List<QuantizationType> possible = forms.possible(levels());
    return possible.isEmpty()
        ? List.of()
        : new PlanModel(other -> forms, records, new FitPolicy())
            .plan(facts, device, order.ofTypes(possible), Optional.empty())
            .candidates();
  }

  /** What was measured on this device of models that are built alike, the latest last. */
  private List<Correction> corrections(KnownModel model, DeviceProfile device) {
    if (measurements.isEmpty()) {
      return List.of();
    }
    String build = PlannedAs.build(model.facts());
    List<Correction> corrections = new ArrayList<>();
    measurements
        .get()
        .all(DeviceFingerprint.of(device))
        .forEach(
            (name, measured) ->
                measured
                    .planned()
                    .filter(planned -> planned.build().equals(build))
                    .ifPresent(planned -> corrections.add(correction(name, measured, planned))));
    return corrections;
  }

  /** Says by what the memory of the type to take, or else of the first one, was corrected. */
  private static Plan corrected(Plan plan, List<Correction> corrections) {
    Optional<QuantizationType> type =
        plan.choice().type().or(() -> plan.candidates().stream().map(Candidate::type).findFirst());
    return type.flatMap(one -> Correction.ofMemory(corrections, one))
        .map(one -> new Reason.MemoryCorrected(one.memory().orElseThrow(), one.source()))
        .<Plan>map(plan::with)
        .orElse(plan);
  }

  private static Correction correction(ModelName name, Measured measured, PlannedAs planned) {
    return new Correction(
        planned.type(),
        measured.decode(),
        measured.prompt(),
        measured
            .resident()
            .map(held -> OptionalLong.of(held.bytes() - planned.needed().bytes()))
            .orElse(OptionalLong.empty()),
        name.shortForm() + ", " + LocalDate.ofInstant(measured.at(), ZoneOffset.UTC));
  }

  /** What a model comes to as it is; or why that is not known. */
  public Fact<Candidate> asItIs(
      KnownModel model, DeviceProfile device, Map<String, String> environment) {
    if (model.type().isEmpty()) {
      return Fact.unknown("the type of its weights is not told");
    }
    QuantizationType type = model.type().get();
    PlanOrder order = PlanOrder.of(List.of(type)).in(environment);
    try {
      return plan(model, device, order)
          .candidate(type)
          .map(candidate -> Fact.known(candidate, model.origin().text()))
          .orElseGet(() -> Fact.unknown("nothing is known of " + type.label()));
    } catch (MetadataException | IllegalArgumentException e) {
      return Fact.unknown(String.valueOf(e.getMessage()));
    }
  }

  /** The type of the only weights there are: of the catalogue's, others can be had. */
  private static Optional<QuantizationType> atHand(KnownModel model) {
    return model.origin() instanceof KnownModel.Origin.Catalogue ? Optional.empty() : model.type();
  }

  /** The type that the tensors are in; those of the catalogue are in 16 bits, whatever the name. */
  private static Optional<QuantizationType> tensorType(KnownModel model) {
    return model.origin() instanceof KnownModel.Origin.Catalogue
        ? Optional.of(QuantizationType.F16)
        : model.type();
  }
}
