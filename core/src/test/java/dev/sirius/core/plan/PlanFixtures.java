package dev.sirius.core.plan;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.Limit;
import dev.sirius.core.device.Memory;
import dev.sirius.core.device.Platform;
import dev.sirius.core.device.Processor;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.plan.speed.DeviceSpeed;
import dev.sirius.core.plan.speed.SpeedBasis;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.size.ByteSize;
import java.util.List;

/** Devices and simple weight forms for specifications. */
public final class PlanFixtures {

  /** Every matrix in the type's main format; the header left out. */
  public static final WeightForms UNIFORM =
      facts ->
          type -> {
            List<TensorInfo> tensors = ReferenceModels.uniformly(facts, main(type));
            long bytes = tensors.stream().mapToLong(TensorInfo::bytes).sum();
            return new WeightForms.Form(new ByteSize(bytes), tensors);
          };

  public static final SpeedBases MEASURED =
      new SpeedBases(
          Fact.known(new SpeedBasis.Measured(new DeviceSpeed(30e9, 100e9, 2)), "measured"),
          Fact.known(new SpeedBasis.Published("card", 500e9, "its maker"), "its maker"));

  private PlanFixtures() {}

  public static DeviceProfile device(ByteSize total, ByteSize available) {
    return new DeviceProfile(
        new Memory(
            Fact.known(total, "probe"),
            Fact.known(available, "probe"),
            Fact.known(Limit.none(), "probe")),
        Processor.unknown("not asked"),
        Fact.known(List.of(), "probe"),
        Platform.unknown("not asked"));
  }

  public static DeviceProfile withCard(DeviceProfile device, ByteSize total, ByteSize free) {
    return new DeviceProfile(
        device.memory(),
        device.processor(),
        Fact.known(
            List.of(
                new Accelerator(
                    "NVIDIA GeForce RTX 3070",
                    Accelerator.Vendor.NVIDIA,
                    Fact.known(total, "driver"),
                    Fact.known(free, "driver"),
                    Fact.known(false, "driver"))),
            "probe"),
        device.platform());
  }

  private static TensorType main(QuantizationType type) {
    return switch (type) {
      case F32 -> TensorType.F32;
      case F16 -> TensorType.F16;
      case BF16 -> TensorType.BF16;
      case Q8_0 -> TensorType.Q8_0;
      case Q6_K -> TensorType.Q6_K;
      case Q5_K_M, Q5_K_S -> TensorType.Q5_K;
      case Q4_K_M, Q4_K_S -> TensorType.Q4_K;
      case Q4_0 -> TensorType.Q4_0;
      case Q3_K_L, Q3_K_M, Q3_K_S -> TensorType.Q3_K;
      default -> TensorType.Q2_K;
    };
  }
}
