package dev.sirius.benchmarks;

import dev.sirius.adapters.vector.VectorSupport;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.quantization.block.BlockCodecs;
import dev.sirius.core.quantization.block.BlockDecoder;
import dev.sirius.core.quantization.block.BlockEncoder;
import java.util.Map;
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

/** From F16 to a type, in one thread: as a conversion does with a piece of a tensor. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class Quantizing {

  @Param({
    "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q6_K", "Q5_K", "Q4_K", "Q3_K", "Q2_K", "IQ4_NL",
    "IQ4_XS", "BF16"
  })
  private TensorType type = TensorType.Q8_0;

  /** Whether sub-blocks are searched one by one or side by side. */
  @Param({"scalar", "vector"})
  private String search = "scalar";

  private final byte[] halves = SampleWeights.encoded(TensorType.F16);
  private final float[] values = new float[SampleWeights.COUNT];
  private byte[] blocks = new byte[0];
  private BlockDecoder decoder = BlockCodecs.scalar().decoder(TensorType.F16).orElseThrow();
  private BlockEncoder encoder = BlockCodecs.scalar().encoder(type).orElseThrow();

  /** Makes the codecs. */
  @Setup
  public void prepare() {
    boolean scalar = search.equals("scalar");
    VectorSupport support =
        VectorSupport.ofThisJvm(scalar ? Map.of("SIRIUS_VECTORS", "0") : Map.of());
    if (!scalar && !support.reason().contains("side by side")) {
      throw new IllegalStateException("no vectors: " + support.reason());
    }
    BlockCodecs codecs = new BlockCodecs(support.arithmetic());
    decoder = codecs.decoder(TensorType.F16).orElseThrow();
    encoder = codecs.encoder(type).orElseThrow();
    blocks = new byte[Math.toIntExact(type.bytes(SampleWeights.COUNT))];
  }

  /** Reads 1 MiB at 16 bits. */
  @Benchmark
  public byte[] quantize(Traffic traffic) {
    decoder.decode(halves, 0, values, 0, values.length);
    encoder.encode(values, 0, values.length, blocks, 0);
    traffic.count(halves.length, blocks.length);
    return blocks;
  }
}
