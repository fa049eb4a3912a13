package dev.sirius.core.gguf.header;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sirius.core.gguf.GgufException;
import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufText;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Layout;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.gguf.port.ByteSource;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.text.SafeText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a GGUF header, versions 2 and 3, little-endian. It refuses what llama.cpp v0.5.0 refuses
 * ({@code gguf_init_from_reader} of ggml/src/gguf.cpp) and is stricter in a few things that no real
 * file has, so that a hostile one can't cost more than it is worth:
 *
 * <ul>
 *   <li>keys and tensors' names must be UTF-8, since they are printed and compared; a key is at
 *       most 65,535 bytes long, as the format's specification says;
 *   <li>a tensor's elements, rows and bytes are below 2^63 even where another dimension is zero;
 *   <li>the alignment is at most 1 MiB, so that no padding outgrows the file;
 *   <li>what is kept of a header takes at most {@link #MOST_KEPT_BYTES} of memory.
 * </ul>
 *
 * <p>Arrays are kept when they have at most {@link #MOST_KEPT_ELEMENTS} elements in at most {@link
 * #MOST_KEPT_ARRAY_BYTES} bytes; of others the type, the number of elements and the place.
 */
public final class HeaderParser {

  /** Elements of an array that are kept; hyper-parameters for each block need 512. */
  public static final int MOST_KEPT_ELEMENTS = 4096;

  /** Bytes of an array in the file that are kept. */
  public static final int MOST_KEPT_ARRAY_BYTES = 1 << 16;

  /** Bytes of memory that all that is kept of a header may take, as estimated. */
  public static final long MOST_KEPT_BYTES = 48L << 20;

  private static final int MAGIC = 0x46554747;
  private static final long LONGEST_TEXT = 1L << 30;
  private static final long MOST_ELEMENTS = 1L << 30;
  static final long LONGEST_KEY = 65_535;
  private static final int LEAST_ENTRY_BYTES = 14;
  private static final int LEAST_RECORD_BYTES = 24;

  /** Memory that an entry, an element or a tensor takes beside its text, as estimated. */
  private static final long ENTRY_MEMORY = 160;

  private static final long ELEMENT_MEMORY = 32;
  private static final long TENSOR_MEMORY = 240;

  private final ByteSource source;
  private final Cursor cursor;
  private long kept;

  private HeaderParser(ByteSource source) {
    this.source = source;
    this.cursor = new Cursor(source);
  }

  /**
   * Reads the header at the start of a source; the tensors' data need not be there.
   *
   * @throws GgufException when the bytes are no header that can be read
   * @throws dev.sirius.core.gguf.port.WeightsException when reading fails
   */
  public static GgufHeader parse(ByteSource source) {
    return new HeaderParser(source).header();
  }

  private GgufHeader header() {
    cursor.reading("the magic number");
    if (cursor.left() < 4 || cursor.int32() != MAGIC) {
      throw cursor.failure(0, "is not 'GGUF'; this is no GGUF file");
    }
    int version = version();
    cursor.reading("the tensor count");
    long tensorCount = count(LEAST_RECORD_BYTES);
    cursor.reading("the metadata count");
    long entryCount = count(LEAST_ENTRY_BYTES);
    Metadata metadata = metadata(entryCount);
    long alignment = alignment(metadata);
    List<TensorInfo> tensors = tensors(tensorCount, alignment);
    GgufHeader header = new GgufHeader(version, metadata, tensors, alignment, cursor.position());
    requireEnd(header);
    if (!tensors.isEmpty() && header.dataOffset() > source.length()) {
      cursor.reading("the padding after the header");
      throw cursor.failure(
          cursor.position(),
          "the data start at byte "
              + header.dataOffset()
              + ", but the file has "
              + source.length()
              + "; it is cut short, fetch it again");
    }
    return header;
  }

  private void requireEnd(GgufHeader header) {
    try {
      header.fileLength();
    } catch (ArithmeticException e) {
      throw cursor.failure(cursor.position(), "the data end beyond 2^63 - 1 bytes");
    }
  }

  private int version() {
    cursor.reading("the version");
    long start = cursor.position();
    int version = cursor.int32();
    if (version == 2 || version == 3) {
      return version;
    }
    if (version == 1) {
      throw cursor.failure(start, "is 1, which llama.cpp reads no more; convert the model anew");
    }
    if (version != 0 && (version & 0xFFFF) == 0) {
      throw cursor.failure(start, "is of a big-endian file, made for another kind of machine");
    }
    throw cursor.failure(start, "is " + Integer.toUnsignedString(version) + "; 2 and 3 are known");
  }

  private long count(int leastBytes) {
    long start = cursor.position();
    long count = cursor.int64();
    if (count < 0 || count > cursor.left() / leastBytes) {
      throw cursor.failure(
          start,
          "is "
              + Long.toUnsignedString(count)
              + ", more than the "
              + cursor.left()
              + " bytes left in the file can hold");
    }
    return count;
  }

  private Metadata metadata(long count) {
    Map<String, GgufValue> entries = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      long start = cursor.position();
      String key = key();
      cursor.reading("the value of", key);
      keep(ENTRY_MEMORY + 2L * key.length());
      GgufValue value = value(valueType());
      if (entries.putIfAbsent(key, value) != null) {
        throw cursor.failure(start, "is there twice");
      }
    }
    return new Metadata(entries);
  }

  private String key() {
    cursor.reading("a metadata key");
    long start = cursor.position();
    long length = cursor.textLength(LONGEST_TEXT);
    if (length == 0 || length > LONGEST_KEY) {
      throw cursor.failure(start, "has " + length + " bytes; 1 to " + LONGEST_KEY + " are allowed");
    }
    return utf8(cursor.bytes((int) length), start);
  }

  private ValueType valueType() {
    long start = cursor.position();
    int code = cursor.int32();
    Optional<ValueType> type = ValueType.ofCode(code);
    if (type.isEmpty()) {
      throw cursor.failure(
          start, "has the type " + Integer.toUnsignedString(code) + "; 0 to 12 are known");
    }
    return type.get();
  }

  private GgufValue value(ValueType type) {
    return switch (type) {
      case UINT8 -> new GgufValue.Whole(type, cursor.uint8());
      case INT8 -> new GgufValue.Whole(type, (byte) cursor.uint8());
      case UINT16 -> new GgufValue.Whole(type, cursor.uint16());
      case INT16 -> new GgufValue.Whole(type, (short) cursor.uint16());
      case UINT32 -> new GgufValue.Whole(type, cursor.int32() & 0xFFFF_FFFFL);
      case INT32 -> new GgufValue.Whole(type, cursor.int32());
      case UINT64, INT64 -> new GgufValue.Whole(type, cursor.int64());
      case FLOAT32 -> new GgufValue.Float32(Float.intBitsToFloat(cursor.int32()));
      case FLOAT64 -> new GgufValue.Float64(Double.longBitsToDouble(cursor.int64()));
      case BOOL -> new GgufValue.Flag(cursor.uint8() != 0);
      case STRING -> text();
      case ARRAY -> array();
    };
  }

  private GgufValue.Text text() {
    long length = cursor.textLength(LONGEST_TEXT);
    keep(length);
    return new GgufValue.Text(GgufText.of(cursor.bytes((int) length)));
  }

  private GgufValue array() {
    long start = cursor.position();
    ValueType elementType = valueType();
    if (elementType == ValueType.ARRAY) {
      throw cursor.failure(start, "is an array of arrays; llama.cpp reads none");
    }
    long count = cursor.int64();
    if (count < 0 || count > MOST_ELEMENTS) {
      throw cursor.failure(
          start,
          "is an array of "
              + Long.toUnsignedString(count)
              + " elements; at most "
              + MOST_ELEMENTS
              + " are allowed");
    }
    long least = Math.multiplyExact(count, (long) elementType.leastBytes());
    if (least > cursor.left()) {
      throw cursor.failure(
          start,
          "is an array of "
              + count
              + " elements, but only "
              + cursor.left()
              + " bytes are left in the file");
    }
    return elements(elementType, count, least);
  }

  private GgufValue elements(ValueType type, long count, long leastBytes) {
    long start = cursor.position();
    if (count > MOST_KEPT_ELEMENTS || leastBytes > MOST_KEPT_ARRAY_BYTES) {
      return unread(type, count, start, count);
    }
    keep(ELEMENT_MEMORY * count);
    List<GgufValue> elements = new ArrayList<>((int) count);
    for (long i = 0; i < count; i++) {
      if (cursor.position() - start > MOST_KEPT_ARRAY_BYTES) {
        return unread(type, count, start, count - i);
      }
      elements.add(value(type));
    }
    return new GgufValue.Elements(type, elements);
  }

  private GgufValue unread(ValueType type, long count, long start, long left) {
    if (type == ValueType.STRING) {
      cursor.skipTexts(left, LONGEST_TEXT);
    } else {
      cursor.skip(left * type.leastBytes());
    }
    return new GgufValue.Unread(type, count, start, cursor.position() - start);
  }

  private long alignment(Metadata metadata) {
    GgufValue stated = metadata.get(GgufKeys.ALIGNMENT).orElse(null);
    if (stated == null) {
      return Layout.DEFAULT_ALIGNMENT;
    }
    long alignment = stated instanceof GgufValue.Whole whole ? whole.bits() : -1;
    if (stated.type() != ValueType.UINT32 || !Layout.isAlignment(alignment)) {
      cursor.reading("the value of", GgufKeys.ALIGNMENT);
      throw cursor.failure(
          cursor.position(),
          "is "
              + stated.type().label()
              + " '"
              + SafeText.oneLine(stated.toString(), 40)
              + "'; a u32 that is a power of two from 1 to "
              + Layout.LARGEST_ALIGNMENT
              + " is allowed");
    }
    return alignment;
  }

  private List<TensorInfo> tensors(long count, long alignment) {
    List<TensorInfo> tensors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long expectedOffset = 0;
    for (long i = 0; i < count; i++) {
      long start = cursor.position();
      TensorInfo tensor = tensor(expectedOffset);
      if (!names.add(tensor.name())) {
        throw cursor.failure(start, "is there twice");
      }
      tensors.add(tensor);
      try {
        expectedOffset = Math.addExact(expectedOffset, Layout.padded(tensor.bytes(), alignment));
      } catch (ArithmeticException e) {
        throw cursor.failure(start, "ends beyond 2^63 - 1 bytes");
      }
    }
    return tensors;
  }

  private TensorInfo tensor(long expectedOffset) {
    long start = cursor.position();
    String name = tensorName();
    cursor.reading("tensor", name);
    keep(TENSOR_MEMORY + 2L * name.length());
    List<Long> dimensions = dimensions(start);
    TensorType type = tensorType(start);
    long offset = cursor.int64();
    if (offset != expectedOffset) {
      throw cursor.failure(
          start,
          "has its data at offset "
              + Long.toUnsignedString(offset)
              + "; they must follow those of the tensor before, at "
              + expectedOffset);
    }
    try {
      return new TensorInfo(name, dimensions, type);
    } catch (IllegalArgumentException e) {
      throw cursor.failure(start, String.valueOf(e.getMessage()));
    }
  }

  private String tensorName() {
    cursor.reading("a tensor's name");
    long start = cursor.position();
    long length = cursor.textLength(LONGEST_TEXT);
    if (length > TensorInfo.LONGEST_NAME) {
      throw cursor.failure(
          start, "has " + length + " bytes; at most " + TensorInfo.LONGEST_NAME + " are allowed");
    }
    return utf8(cursor.bytes((int) length), start);
  }

  private List<Long> dimensions(long start) {
    int axes = cursor.int32();
    if (axes < 0 || axes > TensorInfo.MOST_DIMENSIONS) {
      throw cursor.failure(
          start,
          "has "
              + Integer.toUnsignedString(axes)
              + " dimensions; at most "
              + TensorInfo.MOST_DIMENSIONS
              + " are allowed");
    }
    List<Long> dimensions = new ArrayList<>(axes);
    for (int axis = 0; axis < axes; axis++) {
      dimensions.add(cursor.int64());
    }
    return dimensions;
  }

  private TensorType tensorType(long start) {
    int code = cursor.int32();
    Optional<TensorType> type = TensorType.ofCode(code);
    if (type.isEmpty()) {
      throw cursor.failure(
          start,
          "has the type "
              + Integer.toUnsignedString(code)
              + ", which stands for none in llama.cpp v0.5.0");
    }
    return type.get();
  }

  private void keep(long bytes) {
    kept += bytes;
    if (kept > MOST_KEPT_BYTES) {
      throw cursor.failure(
          cursor.position(),
          "the header holds more than the "
              + (MOST_KEPT_BYTES >> 20)
              + " MiB that are kept of one");
    }
  }

  private String utf8(byte[] bytes, long start) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw cursor.failure(start, "is not UTF-8");
    }
  }
}
