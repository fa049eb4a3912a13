package dev.sirius.core.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files that a model can carry beside its weights: a LoRA adapter that changes nothing, and a
 * projector that sees nothing. They have the form that Ollama tells such files by, and zeros.
 */
public final class TinyParts {

  /** The name of the adapter's file. */
  public static final String ADAPTER = "tiny-adapter.gguf";

  /** The name of the projector's file. */
  public static final String PROJECTOR = "tiny-projector.gguf";

  private static final int ALIGNMENT = 32;
  private static final int TYPE_UINT32 = 4;
  private static final int TYPE_FLOAT32 = 6;
  private static final int TYPE_BOOL = 7;
  private static final int TYPE_STRING = 8;

  private TinyParts() {}

  /** Puts both files into a directory. */
  public static void in(Path directory) {
    try {
      Files.write(directory.resolve(ADAPTER), adapter());
      Files.write(directory.resolve(PROJECTOR), projector());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] adapter() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("general.architecture", "llama");
    metadata.put("general.type", "adapter");
    metadata.put("adapter.type", "lora");
    metadata.put("adapter.lora.alpha", 2f);
    Map<String, int[]> tensors = new LinkedHashMap<>();
    tensors.put("blk.0.attn_q.weight.lora_a", new int[] {256, 2});
    tensors.put("blk.0.attn_q.weight.lora_b", new int[] {2, 256});
    return gguf(metadata, tensors);
  }

  private static byte[] projector() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("general.architecture", "clip");
    metadata.put("general.type", "mmproj");
    metadata.put("clip.has_vision_encoder", true);
    metadata.put("clip.projector_type", "mlp");
    metadata.put("clip.vision.block_count", 1);
    metadata.put("clip.vision.embedding_length", 32);
    metadata.put("clip.vision.projection_dim", 256);
    return gguf(metadata, Map.of("mm.0.weight", new int[] {32, 256}));
  }

  /** A file of GGUF version 3 with these key-values and with F32 tensors of zeros. */
  private static byte[] gguf(Map<String, Object> metadata, Map<String, int[]> tensors) {
    Sink sink = new Sink();
    sink.bytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    sink.int32(3);
    sink.int64(tensors.size());
    sink.int64(metadata.size());
    metadata.forEach(sink::keyValue);
    int offset = 0;
    for (Map.Entry<String, int[]> tensor : tensors.entrySet()) {
      int[] shape = tensor.getValue();
      sink.text(tensor.getKey());
      sink.int32(shape.length);
      for (int dimension : shape) {
        sink.int64(dimension);
      }
      sink.int32(0);
      sink.int64(offset);
      offset += 4 * shape[0] * shape[1];
    }
    sink.align();
    sink.bytes(new byte[offset]);
    return sink.out.toByteArray();
  }

  private static final class Sink {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void bytes(byte[] bytes) {
      out.writeBytes(bytes);
    }

    void int32(int value) {
      bytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    void int64(long value) {
      bytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    void text(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int64(bytes.length);
      bytes(bytes);
    }

    void keyValue(String key, Object value) {
      text(key);
      if (value instanceof String string) {
        int32(TYPE_STRING);
        text(string);
      } else if (value instanceof Integer number) {
        int32(TYPE_UINT32);
        int32(number);
      } else if (value instanceof Float number) {
        int32(TYPE_FLOAT32);
        int32(Float.floatToIntBits(number));
      } else {
        int32(TYPE_BOOL);
        out.write((Boolean) value ? 1 : 0);
      }
    }

    void align() {
      while (out.size() % ALIGNMENT != 0) {
        out.write(0);
      }
    }
  }
}
