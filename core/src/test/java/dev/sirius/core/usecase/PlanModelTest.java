package dev.sirius.core.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.plan.Candidate;
import dev.sirius.core.plan.Fit;
import dev.sirius.core.plan.PlanFixtures;
import dev.sirius.core.plan.ReferenceModels;
import dev.sirius.core.plan.memory.FlashAttention;
import dev.sirius.core.plan.speed.DeviceFingerprint;
import dev.sirius.core.plan.speed.DeviceSpeed;
import dev.sirius.core.plan.speed.port.SpeedRecords;
import dev.sirius.core.policy.FitPolicy;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.size.ByteSize;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("planning a model")
class PlanModelTest {

  private static final List<QuantizationType> LEVELS =
      Arrays.stream(Level.values()).map(Level::type).toList();

  private static final class Records implements SpeedRecords {
    private final Map<DeviceFingerprint, DeviceSpeed> kept = new HashMap<>();

    @Override
    public Optional<DeviceSpeed> find(DeviceFingerprint device) {
      return Optional.ofNullable(kept.get(device));
    }

    @Override
    public void keep(DeviceFingerprint device, DeviceSpeed speed) {
      kept.put(device, speed);
    }
  }

  private final Records records = new Records();
  private final PlanModel planModel = new PlanModel(PlanFixtures.UNIFORM, records, new FitPolicy());
  private final DeviceProfile device = PlanFixtures.device(ByteSize.ofGiB(16), ByteSize.ofGiB(10));

  private Plan plan(PlanOrder order) {
    return planModel.plan(ReferenceModels.named("llama-3.1-8b"), device, order, Optional.empty());
  }

  @Test
  @DisplayName("gives each level its file, memory and fit, and marks the choice")
  void plansTheLevels() {
    Plan plan = plan(PlanOrder.of(LEVELS).withDetails());

    assertThat(plan.candidates()).extracting(Candidate::type).isEqualTo(LEVELS);
    assertThat(plan.candidates())
        .extracting(Candidate::fit)
        .containsExactly(Fit.NOWHERE, Fit.MEMORY, Fit.MEMORY, Fit.MEMORY);
    assertThat(plan.chosen().orElseThrow().type()).isEqualTo(QuantizationType.Q8_0);
    assertThat(plan.candidates().stream().filter(plan::isChosen)).hasSize(1);
    assertThat(plan.longestContexts().get(QuantizationType.F16)).isEmpty();
    assertThat(plan.longestContexts().get(QuantizationType.Q4_K_M).orElseThrow())
        .isGreaterThan(plan.longestContexts().get(QuantizationType.Q8_0).orElseThrow());
    assertThat(plan.cacheTypes()).hasSize(3);
  }

  @Test
  @DisplayName("runs it as Ollama would, unless asked otherwise, and says where each value is from")
  void runsItAsOllamaWould() {
    Plan usual = plan(PlanOrder.of(LEVELS));
    Plan other =
        plan(
            new PlanOrder(
                LEVELS,
                Optional.of(32_768L),
                Optional.of(256),
                Optional.of(2),
                Optional.of(TensorType.Q8_0),
                Optional.of(FlashAttention.ON),
                Optional.empty(),
                true,
                Optional.empty(),
                false,
                Map.of()));

    assertThat(usual.run().context().toOptional()).contains(4096L);
    assertThat(usual.run().context().origin()).startsWith("Ollama's default");
    assertThat(usual.run().options().physicalBatch()).isEqualTo(512);
    assertThat(other.run().options().context()).isEqualTo(65_536);
    assertThat(other.run().options().physicalBatch()).isEqualTo(256);
    assertThat(other.run().cacheType().origin()).isEqualTo("asked for");
    assertThat(other.candidates().get(1).memory().cache().bytes()).isEqualTo(2 * 2176L * (1 << 20));
  }

  @Test
  @DisplayName("takes the server's environment into account")
  void heedsTheEnvironment() {
    Map<String, String> environment =
        Map.of(
            "OLLAMA_CONTEXT_LENGTH", "8192",
            "OLLAMA_NUM_PARALLEL", "4",
            "OLLAMA_KV_CACHE_TYPE", "q8_0",
            "OLLAMA_FLASH_ATTENTION", "1");
    Plan plan =
        plan(
            new PlanOrder(
                LEVELS,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                environment));

    assertThat(plan.run().options().context()).isEqualTo(32_768);
    assertThat(plan.run().options().parallel()).isEqualTo(4);
    assertThat(plan.run().options().keyType()).isEqualTo(TensorType.Q8_0);
    assertThat(plan.run().flashAttention().origin()).isEqualTo("OLLAMA_FLASH_ATTENTION");
  }

  @Test
  @DisplayName("uses a speed that was measured on this device")
  void usesAnEarlierMeasurement() {
    assertThat(plan(PlanOrder.of(LEVELS)).candidates().get(2).speed().isKnown()).isFalse();

    records.keep(DeviceFingerprint.of(device), new DeviceSpeed(30e9, 100e9, 2));

    assertThat(plan(PlanOrder.of(LEVELS)).candidates().get(2).speed().isKnown()).isTrue();
  }
}
