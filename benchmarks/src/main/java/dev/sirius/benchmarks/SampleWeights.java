package dev.sirius.benchmarks;

import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.quantization.block.BlockCodecs;
import java.util.Random;

/** Weights to work on: Gaussian, seeded, as large as those of a matrix. */
final class SampleWeights {

  /** 1 MiB at 16 bits. */
  static final int COUNT = 1 << 19;

  private SampleWeights() {}

  static float[] numbers() {
    Random random = new Random(1);
    float[] numbers = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      numbers[i] = (float) (0.02 * random.nextGaussian());
    }
    return numbers;
  }

  static byte[] encoded(TensorType type) {
    byte[] blocks = new byte[Math.toIntExact(type.bytes(COUNT))];
    BlockCodecs.scalar()
        .encoder(type)
        .orElseThrow(() -> new IllegalArgumentException(type.label() + " is not made here"))
        .encode(numbers(), 0, COUNT, blocks, 0);
    return blocks;
  }
}
