package dev.sirius.adapters.gguf;

import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.port.WeightsWriter;
import dev.sirius.core.gguf.port.WritePlan;
import dev.sirius.core.quantization.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A program that begins a file, says so, and holds it until its input ends or it is killed. */
final class HoldsAWriter {

  private HoldsAWriter() {}

  public static void main(String[] arguments) throws IOException {
    WritePlan plan =
        new WritePlan(
            new Metadata(Map.of("general.architecture", GgufValue.Text.of("llama"))),
            List.of(new TensorInfo("a", List.of(1L), TensorType.F32)),
            Optional.empty(),
            false);
    try (WeightsWriter writer = new GgufFiles().create(Path.of(arguments[0]), plan)) {
      writer.write(new byte[2], 0, 2);
      System.out.write('!');
      System.out.flush();
      while (System.in.read() >= 0) {
        // waits
      }
    }
  }
}
