package dev.sirius.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.policy.TierThresholds.Tier;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.size.ByteSize;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("the tier policy, with the original thresholds,")
class TierPolicyTest {

  private static final TierPolicy POLICY = new TierPolicy(TierThresholds.ORIGINAL);

  private static DeviceProfile device(long mebibytes, int cores) {
    return new MobileProfile(ByteSize.ofMiB(mebibytes), cores).asDevice();
  }

  @ParameterizedTest(name = "{0} MiB and {1} cores → {2}")
  @CsvSource({
    "8192, 8, HIGH",
    "65536, 64, HIGH",
    "8191, 8, MEDIUM",
    "8192, 7, MEDIUM",
    "4096, 4, MEDIUM",
    "4095, 64, MOBILE",
    "65536, 3, MOBILE",
    "2048, 1, MOBILE",
    "2047, 64, TINY",
    "0, 1, TINY"
  })
  void takesTheHighestLevelThatTheDeviceReaches(long mebibytes, int cores, Level level) {
    Recommendation recommendation = POLICY.recommend(device(mebibytes, cores));

    assertThat(recommendation.level()).isEqualTo(level);
    assertThat(recommendation.certain()).isTrue();
  }

  @Test
  void saysWhyNotHigher() {
    assertThat(POLICY.recommend(device(6000, 4)).reasons())
        .containsExactly(
            new Reason.MemoryShort(
                Level.HIGH, ByteSize.ofMiB(6000), "mobile profile", ByteSize.ofMiB(8192)),
            new Reason.CoresShort(Level.HIGH, 4, "mobile profile", 8),
            new Reason.MemorySuffices(
                Level.MEDIUM, ByteSize.ofMiB(6000), "mobile profile", ByteSize.ofMiB(4096)),
            new Reason.CoresSuffice(Level.MEDIUM, 4, "mobile profile", 4));
  }

  @Test
  void assumesMobileAloudWhenTheDeviceCannotBeFoundOut() {
    Recommendation recommendation = POLICY.recommend(DeviceProfile.unknown("the probe is broken"));

    assertThat(recommendation.level()).isEqualTo(Level.MOBILE);
    assertThat(recommendation.certain()).isFalse();
    assertThat(recommendation.reasons())
        .extracting(Reason::text)
        .containsExactly(
            "memory could not be found out (the probe is broken), so MOBILE is assumed",
            "the number of cores could not be found out (the probe is broken), so MOBILE is assumed");
  }

  @Test
  void neverRecommendsLessForMoreMemoryOrCores() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 2_000; i++) {
      long memory = random.nextLong(20_000);
      int cores = random.nextInt(1, 20);
      Level level = POLICY.recommend(device(memory, cores)).level();
      Level larger =
          POLICY
              .recommend(device(memory + random.nextLong(5_000), cores + random.nextInt(5)))
              .level();
      assertThat(larger)
          .as("seed 7, case %d: %d MiB, %d cores", i, memory, cores)
          .isLessThanOrEqualTo(level);
    }
  }

  @Test
  void takesOtherThresholdsFromItsMaker() {
    Tier tier = new Tier(ByteSize.ofMiB(100), 1);
    TierPolicy generous = new TierPolicy(new TierThresholds(tier, tier, tier));

    assertThat(generous.recommend(device(100, 1)).level()).isEqualTo(Level.HIGH);
  }

  @Test
  void refusesThresholdsThatRiseDownwards() {
    assertThatThrownBy(
            () ->
                new TierThresholds(
                    new Tier(ByteSize.ofMiB(1024), 8),
                    new Tier(ByteSize.ofMiB(4096), 4),
                    new Tier(ByteSize.ofMiB(2048), 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "HIGH asks for 1 GiB and 8 cores, less than MEDIUM with 4 GiB and 4 cores;"
                + " a higher level must not ask for less");
  }
}
