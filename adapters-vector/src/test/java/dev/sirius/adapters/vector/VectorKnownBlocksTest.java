package dev.sirius.adapters.vector;

import dev.sirius.core.quantization.block.BlockCodecs;
import dev.sirius.core.quantization.block.KnownBlocksContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("the codecs in vector lanes, against blocks of llama.cpp v0.5.0")
class VectorKnownBlocksTest extends KnownBlocksContract {

  @Override
  protected BlockCodecs codecs() {
    return new BlockCodecs(new VectorArithmetic());
  }
}
