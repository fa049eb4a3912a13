package dev.sirius.core.family;

import static dev.sirius.core.quantization.QuantizationType.Q2_K;
import static dev.sirius.core.quantization.QuantizationType.Q4_K_M;
import static dev.sirius.core.quantization.QuantizationType.Q8_0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("stepping between levels")
class StepPolicyTest {

  private static final List<FamilyLevel> LEVELS =
      List.of(level(Q8_0, 900), level(Q4_K_M, 500), level(Q2_K, 300));
  private static final StepPolicy POLICY =
      new StepPolicy(ByteSize.ofMiB(100), ByteSize.ofMiB(50), Duration.ofSeconds(30));
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static FamilyLevel level(QuantizationType type, long mebibytes) {
    return new FamilyLevel(type, Threshold.at(ByteSize.ofMiB(mebibytes), 4096));
  }

  /** The types in use second by second, for a curve of free memory. */
  private static List<QuantizationType> walk(QuantizationType start, long... freeMebibytes) {
    FamilyLevel current =
        LEVELS.stream().filter(level -> level.type() == start).findFirst().orElseThrow();
    Instant since = START;
    List<QuantizationType> walked = new ArrayList<>();
    for (int second = 0; second < freeMebibytes.length; second++) {
      Instant now = START.plusSeconds(second);
      FamilyLevel next =
          POLICY.next(LEVELS, current, ByteSize.ofMiB(freeMebibytes[second]), since, now);
      if (!next.equals(current)) {
        since = now;
        current = next;
      }
      walked.add(current.type());
    }
    return walked;
  }

  @Test
  @DisplayName("starts at the highest level that fits beside the reserve")
  void first() {
    assertThat(POLICY.first(LEVELS, ByteSize.ofMiB(1000)).type()).isEqualTo(Q8_0);
    assertThat(POLICY.first(LEVELS, ByteSize.ofMiB(999)).type()).isEqualTo(Q4_K_M);
    assertThat(POLICY.first(LEVELS, ByteSize.ofMiB(10)).type()).isEqualTo(Q2_K);
  }

  @Test
  @DisplayName("goes down at once, by several levels when needed")
  void down() {
    assertThat(walk(Q8_0, 1000, 599, 1000)).containsExactly(Q8_0, Q2_K, Q2_K);
  }

  @Test
  @DisplayName("goes up only with room to spare, and after the dwell")
  void up() {
    long[] curve = new long[40];
    java.util.Arrays.fill(curve, 1049);
    assertThat(walk(Q4_K_M, curve)).containsOnly(Q4_K_M);
    java.util.Arrays.fill(curve, 1050);
    assertThat(walk(Q4_K_M, curve).indexOf(Q8_0)).isEqualTo(30);
  }

  @Test
  @DisplayName("does not flap when memory wavers across a threshold")
  void noFlapping() {
    SplittableRandom random = new SplittableRandom(7);
    long[] curve = new long[600];
    for (int i = 0; i < curve.length; i++) {
      curve[i] = 1000L + random.nextInt(-45, 46);
    }

    List<QuantizationType> walked = walk(Q8_0, curve);

    long steps = 0;
    for (int i = 1; i < walked.size(); i++) {
      steps += walked.get(i) == walked.get(i - 1) ? 0 : 1;
    }
    assertThat(steps).as("one step down, none back").isEqualTo(1);
  }
}
