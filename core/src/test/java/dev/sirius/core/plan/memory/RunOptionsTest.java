package dev.sirius.core.plan.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.quantization.TensorType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the options of a run")
class RunOptionsTest {

  @Test
  @DisplayName("round the context up to 256 tokens, for each request on its own")
  void roundTheContextUp() {
    assertThat(RunOptions.of(1000, 512).cells()).isEqualTo(1024);
    assertThat(RunOptions.of(4096, 512).withParallel(3).cellsEach()).isEqualTo(1536);
    assertThat(RunOptions.of(4096, 512).withParallel(3).cells()).isEqualTo(4608);
  }

  @Test
  @DisplayName("share one cache among the requests, or not")
  void shareOneCache() {
    RunOptions shared =
        new RunOptions(8192, 512, 4, true, TensorType.F16, TensorType.F16, FlashAttention.AUTO, 4);

    assertThat(shared.streams()).isEqualTo(1);
    assertThat(shared.cellsEach()).isEqualTo(8192);
    assertThat(shared.windowCellsEach(1024)).isEqualTo(4 * 1024 + 512);
  }

  @Test
  @DisplayName("compute no more tokens at once than the context holds")
  void limitTheBatch() {
    assertThat(RunOptions.of(256, 512).physicalBatch()).isEqualTo(256);
  }

  @Test
  @DisplayName("let a window hold a batch beside it, but no more than the context")
  void letAWindowHoldABatch() {
    assertThat(RunOptions.of(32_768, 512).windowCellsEach(4096)).isEqualTo(4608);
    assertThat(RunOptions.of(2048, 512).windowCellsEach(4096)).isEqualTo(2048);
  }

  @Test
  @DisplayName("refuse what llama.cpp refuses, and say what is allowed")
  void refuseWhatCannotBe() {
    RunOptions run = RunOptions.of(4096, 512);

    assertThatThrownBy(
            () -> run.withCacheType(TensorType.Q8_0).withFlashAttention(FlashAttention.OFF))
        .hasMessageContaining("need flash attention");
    assertThatThrownBy(() -> run.withCacheType(TensorType.Q6_K))
        .hasMessageContaining("q6_K cannot be kept in a cache");
    assertThatThrownBy(() -> RunOptions.of(0, 512)).hasMessageContaining("1 to 1073741824");
    assertThatThrownBy(() -> run.withParallel(0)).hasMessageContaining("parallel is 0");
  }
}
