package dev.sirius.core.plan;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.plan.memory.ModelMemory;
import dev.sirius.core.plan.memory.OllamaRun;
import dev.sirius.core.plan.memory.Placement;
import dev.sirius.core.plan.quality.ExpectedLoss;
import dev.sirius.core.plan.speed.SpeedEstimate;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.Optional;

/**
 * A model as one quantization type on a device.
 *
 * @param type the type
 * @param file bytes of its file
 * @param memory the model's memory by its parts
 * @param additions what Ollama holds beside it
 * @param placement how it is divided between accelerator and main memory; empty without an
 *     accelerator
 * @param fit where it fits
 * @param needed memory that it needs in all, Ollama's own included
 * @param missing memory that the device lacks for it; zero when it fits or that is not known
 * @param speed how fast it will run, or why that is not known
 * @param loss what it costs in quality, or why that is not known
 */
public record Candidate(
    QuantizationType type,
    ByteSize file,
    ModelMemory memory,
    OllamaRun.Additions additions,
    Optional<Placement> placement,
    Fit fit,
    ByteSize needed,
    ByteSize missing,
    Fact<SpeedEstimate> speed,
    Fact<ExpectedLoss> loss) {

  public Candidate {
    requireNonNull(type, "type");
    requireNonNull(file, "file");
    requireNonNull(memory, "memory");
    requireNonNull(additions, "additions");
    requireNonNull(placement, "placement");
    requireNonNull(fit, "fit");
    requireNonNull(needed, "needed");
    requireNonNull(missing, "missing");
    requireNonNull(speed, "speed");
    requireNonNull(loss, "loss");
  }
}
