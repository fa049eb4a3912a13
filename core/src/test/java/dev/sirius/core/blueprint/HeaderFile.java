package dev.sirius.core.blueprint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.quantization.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** A GGUF header among the test's resources. Reads what is known to be well formed. */
final class HeaderFile {

  private final ByteBuffer bytes;

  private HeaderFile(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  static ModelFacts read(String name) {
    String resource = name + ".gguf-header.gz";
    try (InputStream in = HeaderFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource);
      }
      byte[] header = new GZIPInputStream(in).readAllBytes();
      return new HeaderFile(ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN)).facts();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ModelFacts facts() {
    bytes.position(8);
    long tensors = bytes.getLong();
    long entries = bytes.getLong();
    Map<String, GgufValue> metadata = new LinkedHashMap<>();
    for (long i = 0; i < entries; i++) {
      String key = text();
      GgufValue value = value(type(bytes.getInt()));
      if (!(value instanceof GgufValue.Unread)) {
        metadata.put(key, value);
      }
    }
    List<TensorInfo> table = new ArrayList<>();
    for (long i = 0; i < tensors; i++) {
      table.add(tensor());
    }
    return ModelFacts.of(new Metadata(metadata), table);
  }

  private TensorInfo tensor() {
    String name = text();
    int axes = bytes.getInt();
    List<Long> dimensions = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      dimensions.add(bytes.getLong());
    }
    int code = bytes.getInt();
    bytes.getLong();
    TensorType type =
        Arrays.stream(TensorType.values()).filter(each -> each.code() == code).findFirst().get();
    return new TensorInfo(name, dimensions, type);
  }

  private GgufValue value(ValueType type) {
    return switch (type) {
      case UINT8 -> new GgufValue.Whole(type, bytes.get() & 0xFF);
      case INT8 -> new GgufValue.Whole(type, bytes.get());
      case UINT16 -> new GgufValue.Whole(type, bytes.getShort() & 0xFFFF);
      case INT16 -> new GgufValue.Whole(type, bytes.getShort());
      case UINT32 -> new GgufValue.Whole(type, bytes.getInt() & 0xFFFF_FFFFL);
      case INT32 -> new GgufValue.Whole(type, bytes.getInt());
      case UINT64, INT64 -> new GgufValue.Whole(type, bytes.getLong());
      case FLOAT32 -> new GgufValue.Float32(bytes.getFloat());
      case FLOAT64 -> new GgufValue.Float64(bytes.getDouble());
      case BOOL -> new GgufValue.Flag(bytes.get() != 0);
      case STRING -> GgufValue.Text.of(text());
      case ARRAY -> array();
    };
  }

  /** The vocabulary's arrays are stepped over. */
  private GgufValue array() {
    ValueType element = type(bytes.getInt());
    long count = bytes.getLong();
    List<GgufValue> elements = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      elements.add(value(element));
    }
    boolean hyperParameter = element.isWhole() || element == ValueType.BOOL;
    return hyperParameter
        ? new GgufValue.Elements(element, elements)
        : new GgufValue.Unread(element, count, 0, 0);
  }

  private String text() {
    byte[] text = new byte[Math.toIntExact(bytes.getLong())];
    bytes.get(text);
    return new String(text, UTF_8);
  }

  private static ValueType type(int code) {
    return Arrays.stream(ValueType.values()).filter(each -> each.code() == code).findFirst().get();
  }
}
