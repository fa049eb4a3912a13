package dev.sirius.core.policy;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.Limit;
import dev.sirius.core.device.Memory;
import dev.sirius.core.device.Platform;
import dev.sirius.core.device.Processor;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import dev.sirius.core.size.ByteSize;
import java.util.List;

/**
 * A stated device that a model is prepared for, instead of the one that Sirius runs on.
 *
 * @param memory its memory
 * @param cores its cores, 1 or more
 */
public record MobileProfile(ByteSize memory, int cores) {

  /** The profile of the S.I.R.I.U.S. quantization utility: 2048 MiB and 4 cores. */
  public static final MobileProfile ORIGINAL = new MobileProfile(ByteSize.ofMiB(2048), 4);

  public MobileProfile {
    requireNonNull(memory, "memory");
    if (cores < 1) {
      throw new IllegalArgumentException(
          "a mobile profile of " + cores + " cores; 1 or more is allowed");
    }
  }

  /**
   * The parameters that suit such a device: one core is left free ({@code num_thread} is the cores
   * less one, at least 2), prompts are read 512 tokens at a time, and nothing is put on a graphics
   * card.
   */
  public List<Instruction> instructions() {
    return List.of(
        set(ParameterName.NUM_THREAD, Math.max(2, cores - 1)),
        set(ParameterName.NUM_BATCH, 512),
        set(ParameterName.NUM_GPU, 0));
  }

  private static Instruction set(ParameterName name, long value) {
    return new Instruction.Set(new Parameter.WholeNumber(name, value));
  }

  /** The profile as a device without accelerators. */
  public DeviceProfile asDevice() {
    String source = "mobile profile";
    String silent = "a mobile profile does not say";
    return new DeviceProfile(
        new Memory(
            Fact.known(memory, source), Fact.unknown(silent), Fact.known(Limit.none(), source)),
        new Processor(
            Fact.unknown(silent),
            Fact.known(cores, source),
            Fact.unknown(silent),
            Fact.known(Limit.none(), source),
            Fact.unknown(silent)),
        Fact.known(List.of(), source),
        Platform.unknown(silent));
  }
}
