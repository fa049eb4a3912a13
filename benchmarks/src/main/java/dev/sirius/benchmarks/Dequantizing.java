package dev.sirius.benchmarks;

import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.quantization.block.BlockCodecs;
import dev.sirius.core.quantization.block.BlockDecoder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a type to 32-bit numbers, in one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class Dequantizing {

  @Param({
    "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q6_K", "Q5_K", "Q4_K", "Q3_K", "Q2_K",
    "IQ4_NL", "IQ4_XS"
  })
  private TensorType type = TensorType.F16;

  private final float[] values = new float[SampleWeights.COUNT];
  private byte[] blocks = new byte[0];
  private BlockDecoder decoder = BlockCodecs.scalar().decoder(type).orElseThrow();

  /** Makes the blocks. */
  @Setup
  public void prepare() {
    decoder = BlockCodecs.scalar().decoder(type).orElseThrow();
    blocks = SampleWeights.encoded(type);
  }

  /** Writes 2 MiB of 32-bit numbers. */
  @Benchmark
  public float[] dequantize(Traffic traffic) {
    decoder.decode(blocks, 0, values, 0, values.length);
    traffic.count(blocks.length, 4 * values.length);
    return values;
  }
}
