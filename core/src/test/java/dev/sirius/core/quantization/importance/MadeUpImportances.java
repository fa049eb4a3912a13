package dev.sirius.core.quantization.importance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sirius.core.gguf.TensorInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An importance matrix in the older form, of made-up importances from 0.01 to 10. */
public final class MadeUpImportances {

  private MadeUpImportances() {}

  /** Writes one for the tensors into a file, and returns its path. */
  public static Path in(Path file, List<TensorInfo> tensors) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ints(tensors.size()));
    for (TensorInfo tensor : tensors) {
      byte[] name = tensor.name().getBytes(UTF_8);
      int columns = (int) tensor.rowLength();
      out.writeBytes(ints(name.length));
      out.writeBytes(name);
      out.writeBytes(ints(0, columns));
      for (int i = 0; i < columns; i++) {
        float importance = ((name.length * 131 + i * 7919) % 1000 + 1) / 100f;
        out.writeBytes(ints(Float.floatToRawIntBits(importance)));
      }
    }
    try {
      return Files.write(file, out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes one for the matrices within a model's blocks. */
  public static Path ofBlocks(Path file, List<TensorInfo> tensors) {
    return in(
        file,
        tensors.stream()
            .filter(tensor -> tensor.significantDimensions().size() == 2)
            .filter(tensor -> tensor.name().startsWith("blk."))
            .toList());
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return bytes.array();
  }
}
