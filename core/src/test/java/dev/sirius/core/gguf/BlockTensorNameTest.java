package dev.sirius.core.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the name of a block's tensor")
class BlockTensorNameTest {

  @Test
  @DisplayName("tells the block and the part")
  void tellsBlockAndPart() {
    assertThat(BlockTensorName.of("blk.0.attn_q.weight"))
        .contains(new BlockTensorName(0, "attn_q.weight"));
    assertThat(BlockTensorName.of("blk.1023.ffn_down_exps.weight"))
        .contains(new BlockTensorName(1023, "ffn_down_exps.weight"));
    assertThat(BlockTensorName.of("blk.7.")).contains(new BlockTensorName(7, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "blk.",
        "blk..attn_q.weight",
        "blk.1",
        "blk.1x.attn_q.weight",
        "blk.-1.attn_q.weight",
        "blk.12345.attn_q.weight",
        "v.blk.1.attn_q.weight",
        "output.weight"
      })
  @DisplayName("is none without a number of 1 to 4 digits after blk.")
  void isNone(String name) {
    assertThat(BlockTensorName.of(name)).isEmpty();
  }
}
