package dev.sirius.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.size.ByteSize;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("a mobile profile")
class MobileProfileTest {

  @Test
  void ofTheOriginalSizeIsAMobileDevice() {
    TierPolicy policy = new TierPolicy(TierThresholds.ORIGINAL);

    assertThat(policy.recommend(MobileProfile.ORIGINAL.asDevice()).level()).isEqualTo(Level.MOBILE);
  }

  @ParameterizedTest(name = "{0} cores → num_thread {1}")
  @CsvSource({"1, 2", "2, 2", "3, 2", "4, 3", "8, 7"})
  void leavesOneCoreFreeButUsesTwoAtLeast(int cores, long threads) {
    assertThat(new MobileProfile(ByteSize.ofMiB(2048), cores).instructions())
        .containsExactly(
            set(ParameterName.NUM_THREAD, threads),
            set(ParameterName.NUM_BATCH, 512),
            set(ParameterName.NUM_GPU, 0));
  }

  private static Instruction set(ParameterName name, long value) {
    return new Instruction.Set(new Parameter.WholeNumber(name, value));
  }
}
