package dev.sirius.benchmarks;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.gguf.header.HeaderParser;
import dev.sirius.core.gguf.header.HeaderRenderer;
import dev.sirius.core.gguf.port.ByteSource;
import dev.sirius.core.quantization.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

/** Parsing a header that lies in memory, of 291 tensors as those of Llama 3 8B. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class HeaderParsing {

  private static final int TENSORS = 291;

  /** Texts of the vocabulary. */
  @Param({"0", "128256"})
  private int tokens = 0;

  private byte[] bytes = new byte[0];

  /** Writes the header. */
  @Setup
  public void prepare() throws IOException {
    List<TensorInfo> tensors = new ArrayList<>();
    for (int i = 0; i < TENSORS; i++) {
      tensors.add(new TensorInfo("blk." + i + ".weight", List.of(4096L, 14_336L), TensorType.Q4_K));
    }
    List<GgufValue> texts = new ArrayList<>();
    for (int i = 0; i < tokens; i++) {
      texts.add(GgufValue.Text.of("token" + i));
    }
    Map<String, GgufValue> entries = new LinkedHashMap<>();
    entries.put("general.architecture", GgufValue.Text.of("llama"));
    entries.put("llama.block_count", GgufValue.Whole.uint32(32));
    entries.put("tokenizer.ggml.tokens", new GgufValue.Elements(ValueType.STRING, texts));
    GgufHeader header = HeaderRenderer.header(new Metadata(entries), tensors);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HeaderRenderer.render(header, (position, into, offset, count) -> {}, out);
    bytes = out.toByteArray();
  }

  /** Parses it all. */
  @Benchmark
  public GgufHeader parse() {
    return HeaderParser.parse(new InMemory(bytes));
  }

  /** The header's bytes, and as many more as the tensors would take. */
  private record InMemory(byte[] bytes) implements ByteSource {

    @Override
    public String name() {
      return "a header";
    }

    @Override
    public long length() {
      return 1L << 40;
    }

    @Override
    public int read(long position, byte[] into, int offset, int count) {
      if (position >= bytes.length) {
        return -1;
      }
      int from = (int) position;
      int copied = Math.min(count, bytes.length - from);
      System.arraycopy(bytes, from, into, offset, copied);
      return copied;
    }
  }
}
