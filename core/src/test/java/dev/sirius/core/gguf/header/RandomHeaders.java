package dev.sirius.core.gguf.header;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufText;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.quantization.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Valid headers of all kinds, from a seed. */
final class RandomHeaders {

  private static final ValueType[] VALUE_TYPES = ValueType.values();
  private static final TensorType[] TENSOR_TYPES = TensorType.values();

  private final SplittableRandom random;

  RandomHeaders(long seed) {
    this.random = new SplittableRandom(seed);
  }

  GgufHeader next() {
    Map<String, GgufValue> entries = new LinkedHashMap<>();
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      entries.put("k" + i + word(20), value(VALUE_TYPES[random.nextInt(VALUE_TYPES.length)]));
    }
    if (random.nextBoolean()) {
      entries.put(GgufKeys.ALIGNMENT, GgufValue.Whole.uint32(1L << random.nextInt(12)));
    }
    List<TensorInfo> tensors = new ArrayList<>();
    int tensorCount = random.nextInt(8);
    for (int i = 0; i < tensorCount; i++) {
      tensors.add(tensor("t" + i + word(10)));
    }
    return HeaderRenderer.header(new Metadata(entries), tensors);
  }

  private TensorInfo tensor(String name) {
    TensorType type = TENSOR_TYPES[random.nextInt(TENSOR_TYPES.length)];
    List<Long> dimensions = new ArrayList<>();
    int axes = random.nextInt(type.blockElements() == 1 ? 0 : 1, 5);
    for (int axis = 0; axis < axes; axis++) {
      long size = random.nextInt(5);
      dimensions.add(axis == 0 ? size * type.blockElements() : size);
    }
    return new TensorInfo(name, dimensions, type);
  }

  private GgufValue value(ValueType type) {
    return switch (type) {
      case UINT8 -> new GgufValue.Whole(type, random.nextInt(256));
      case INT8 -> new GgufValue.Whole(type, (byte) random.nextInt());
      case UINT16 -> new GgufValue.Whole(type, random.nextInt(65_536));
      case INT16 -> new GgufValue.Whole(type, (short) random.nextInt());
      case UINT32 -> new GgufValue.Whole(type, random.nextInt() & 0xFFFF_FFFFL);
      case INT32 -> new GgufValue.Whole(type, random.nextInt());
      case UINT64, INT64 -> new GgufValue.Whole(type, random.nextLong());
      case FLOAT32 -> new GgufValue.Float32(Float.intBitsToFloat(random.nextInt()));
      case FLOAT64 -> new GgufValue.Float64(Double.longBitsToDouble(random.nextLong()));
      case BOOL -> new GgufValue.Flag(random.nextBoolean());
      case STRING -> new GgufValue.Text(text());
      case ARRAY -> array();
    };
  }

  private GgufValue array() {
    ValueType type = VALUE_TYPES[random.nextInt(VALUE_TYPES.length)];
    if (type == ValueType.ARRAY) {
      type = ValueType.STRING;
    }
    List<GgufValue> elements = new ArrayList<>();
    int count = random.nextInt(20);
    for (int i = 0; i < count; i++) {
      elements.add(value(type));
    }
    return new GgufValue.Elements(type, elements);
  }

  /** Any bytes, UTF-8 or not. */
  private GgufText text() {
    byte[] bytes = new byte[random.nextInt(30)];
    random.nextBytes(bytes);
    return GgufText.of(bytes);
  }

  private String word(int longest) {
    StringBuilder word = new StringBuilder();
    int length = random.nextInt(longest);
    for (int i = 0; i < length; i++) {
      word.appendCodePoint(random.nextInt(8) == 0 ? 0x4E00 + random.nextInt(100) : 'a' + i % 26);
    }
    return word.toString();
  }
}
