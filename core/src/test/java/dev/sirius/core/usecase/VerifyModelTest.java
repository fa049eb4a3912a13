package dev.sirius.core.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.catalogue.EmptyCatalogue;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.GenerateRequest;
import dev.sirius.core.model.Generation;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.RunningModel;
import dev.sirius.core.model.port.ModelRunner;
import dev.sirius.core.plan.QuantizedForms;
import dev.sirius.core.plan.speed.DeviceFingerprint;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.verify.Check;
import dev.sirius.core.verify.Check.Subject;
import dev.sirius.core.verify.Check.Verdict;
import dev.sirius.core.verify.Measured;
import dev.sirius.core.verify.Verification;
import dev.sirius.core.verify.port.MeasurementRecords;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("verifying a model")
class VerifyModelTest {

  private static final ModelName NAME = ModelName.parse("kjv:tiny");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String RECORD =
      "QUANTIZE Q8_0\nQUANTIZE_NEST Q8_0 THRESHOLD 100MiB,ctx=256\n"
          + "QUANTIZE_NEST Q2_K THRESHOLD 50MiB,ctx=256";

  private final Map<ModelName, Measured> kept = new HashMap<>();
  private final Runner runner = new Runner();
  private Fact<ByteSize> resident = Fact.unknown("not looked for");

  private Verification verify(String quantization) {
    InMemoryModelStore store =
        new InMemoryModelStore("0.33.0")
            .with("kjv:tiny", quantization, RECORD, Path.of("/blobs/sha256-1"));
    return new VerifyModel(
            store,
            runner,
            new PlanKnownModel(
                aspects -> DeviceProfile.unknown("test"),
                new QuantizedForms(),
                new NoSpeeds(),
                new EmptyCatalogue()),
            weights -> resident,
            new Records(),
            Clock.fixed(NOW, ZoneOffset.UTC))
        .verify(NAME, Map.of());
  }

  private static Verdict verdict(Verification verification, Subject subject) {
    return verification.checks().stream()
        .filter(check -> check.subject() == subject)
        .map(Check::verdict)
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("sets memory and quantization beside the promises, and keeps what was measured")
  void kept() {
    runner.mebibytes = 104;

    Verification verification = verify("Q8_0");

    assertThat(verification.isKept()).isTrue();
    assertThat(verdict(verification, Subject.MEMORY)).isEqualTo(Verdict.KEPT);
    assertThat(verdict(verification, Subject.QUANTIZATION)).isEqualTo(Verdict.KEPT);
    assertThat(kept.get(NAME)).isEqualTo(verification.measured());
    assertThat(verification.measured().decode()).hasValue(10);
    assertThat(verification.measured().prompt()).hasValue(40);
    assertThat(verification.measured().loadSeconds()).hasValue(2);
    assertThat(verification.measured().at()).isEqualTo(NOW);
  }

  @Test
  @DisplayName("finds memory above the promise by more than its range")
  void memoryBroken() {
    runner.mebibytes = 106;

    Verification verification = verify("Q8_0");

    assertThat(verdict(verification, Subject.MEMORY)).isEqualTo(Verdict.BROKEN);
    assertThat(verification.isKept()).isFalse();
  }

  @Test
  @DisplayName("counts the process, where it can be read, and names it and the server's account")
  void processCounts() {
    runner.mebibytes = 60;
    resident = Fact.known(ByteSize.ofMiB(113), "process 7");

    Verification verification = verify("Q8_0");

    assertThat(verdict(verification, Subject.MEMORY)).isEqualTo(Verdict.KEPT);
    assertThat(verification.checks())
        .filteredOn(check -> check.subject() == Subject.MEMORY)
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.measured()).isEqualTo("113 MiB in process 7, which says 60 MiB");
              assertThat(check.promised()).isEqualTo("at most 100 MiB, give or take 5 % and 8 MiB");
            });
    assertThat(verification.notes())
        .containsExactly("the server's account of memory leaves out the program itself");
    assertThat(verification.measured().resident()).contains(ByteSize.ofMiB(113));

    resident = Fact.known(ByteSize.ofMiB(114), "process 7");
    assertThat(verdict(verify("Q8_0"), Subject.MEMORY)).isEqualTo(Verdict.BROKEN);
  }

  @Test
  @DisplayName("does not take a process for the whole of what lies on an accelerator too")
  void onAccelerator() {
    runner.processor = "48%/52% CPU/GPU";
    resident = Fact.known(ByteSize.ofMiB(1), "process 7");

    assertThat(verify("Q8_0").measured().resident()).isEmpty();
  }

  @Test
  @DisplayName("finds weights that are not what the record says")
  void quantizationBroken() {
    assertThat(verdict(verify("Q2_K"), Subject.QUANTIZATION)).isEqualTo(Verdict.BROKEN);
  }

  @Test
  @DisplayName("measures loading, and leaves the model as it was found")
  void leavesAsFound() {
    verify("Q8_0");
    assertThat(runner.calls).containsExactly("generate", "unload");

    runner.calls.clear();
    runner.loaded = true;
    verify("Q8_0");
    assertThat(runner.calls).containsExactly("unload", "generate");
  }

  @Test
  @DisplayName(
      "asks again when an answer is too short to say how fast it was, and then says nothing")
  void shortAnswers() {
    runner.tokens = 2;

    Verification verification = verify("Q8_0");

    assertThat(runner.calls).containsExactly("generate", "generate", "generate", "unload");
    assertThat(verification.measured().decode()).isEmpty();
    assertThat(verification.measured().loadSeconds()).hasValue(2);
  }

  /** Answers 20 tokens in 2 s, unless told otherwise. */
  private static final class Runner implements ModelRunner {
    private final List<String> calls = new ArrayList<>();
    private boolean loaded;
    private long mebibytes = 90;
    private int tokens = 20;
    private String processor = "100% CPU";

    @Override
    public List<RunningModel> running() {
      return loaded
          ? List.of(
              new RunningModel(
                  NAME,
                  "0123456789ab",
                  Fact.known(ByteSize.ofMiB(mebibytes), "test"),
                  "7 MB",
                  processor,
                  Fact.known(256, "test"),
                  Fact.unknown("test")))
          : List.of();
    }

    @Override
    public Generation generate(GenerateRequest request) {
      calls.add("generate");
      Duration load = loaded ? Duration.ZERO : Duration.ofSeconds(2);
      loaded = true;
      return new Generation(
          "text",
          Fact.known(request.maxTokens(), "test"),
          Fact.unknown("test"),
          Fact.known(load, "test"),
          Fact.known(40, "test"),
          Fact.known(Duration.ofSeconds(1), "test"),
          Fact.known(tokens, "test"),
          Fact.known(Duration.ofSeconds(2), "test"));
    }

    @Override
    public void unload(ModelName name) {
      calls.add("unload");
      loaded = false;
    }
  }

  private final class Records implements MeasurementRecords {
    @Override
    public Optional<Measured> find(DeviceFingerprint device, ModelName model) {
      return Optional.ofNullable(kept.get(model));
    }

    @Override
    public Map<ModelName, Measured> all(DeviceFingerprint device) {
      return kept;
    }

    @Override
    public void keep(DeviceFingerprint device, ModelName model, Measured measured) {
      kept.put(model, measured);
    }
  }
}
