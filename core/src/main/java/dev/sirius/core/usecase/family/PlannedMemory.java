package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.plan.Candidate;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.FindModel;
import dev.sirius.core.usecase.KnownModel;
import dev.sirius.core.usecase.Plan;
import dev.sirius.core.usecase.PlanKnownModel;
import dev.sirius.core.usecase.PlanOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The memory of levels from the memory plan. */
public final class PlannedMemory implements LevelMemory {

  private final PlanKnownModel planner;

  public PlannedMemory(PlanKnownModel planner) {
    this.planner = requireNonNull(planner, "planner").uncorrected();
  }

  @Override
  public Answer of(
      ModelDescription model,
      List<QuantizationType> types,
      Optional<Long> context,
      Map<String, String> environment) {
    Fact<KnownModel> known = FindModel.installed(model);
    KnownModel facts =
        known
            .toOptional()
            .orElseThrow(
                () ->
                    new FamilyException(
                        FamilyException.Kind.NOT_KNOWN, notKnown(model, known.origin())));
    DeviceProfile device = planner.device();
    Plan plan;
    try {
      plan = planner.plan(facts, device, PlanOrder.of(types).in(environment).withContext(context));
    } catch (MetadataException e) {
      throw new FamilyException(
          FamilyException.Kind.NOT_KNOWN, notKnown(model, String.valueOf(e.getMessage())), e);
    }
    Map<QuantizationType, ByteSize> needed = new LinkedHashMap<>();
    Optional<QuantizationType> best = Optional.empty();
    for (QuantizationType type : types) {
      Optional<Candidate> candidate = plan.candidate(type);
      candidate.ifPresent(one -> needed.put(type, one.needed()));
      if (best.isEmpty()) {
        best = candidate.filter(one -> one.fit().fits()).map(Candidate::type);
      }
    }
    return new Answer(
        plan.run().context().toOptional().orElseThrow(),
        needed,
        best,
        plan.budget().host().isKnown());
  }

  private static String notKnown(ModelDescription model, String why) {
    return "the memory of " + model.name() + "'s levels cannot be worked out: " + why;
  }
}
