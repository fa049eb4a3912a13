package dev.sirius.core.quantization.block;

import org.junit.jupiter.api.DisplayName;

@DisplayName("the codecs in plain Java, against blocks of llama.cpp v0.5.0")
class ScalarKnownBlocksTest extends KnownBlocksContract {

  @Override
  protected BlockCodecs codecs() {
    return BlockCodecs.scalar();
  }
}
