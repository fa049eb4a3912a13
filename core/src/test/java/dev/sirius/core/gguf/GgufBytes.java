package dev.sirius.core.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Builds GGUF bytes piece by piece, whatever they mean: valid files and broken ones. */
public final class GgufBytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public static GgufBytes header(int version, long tensors, long entries) {
    return new GgufBytes().raw("GGUF").u32(version).u64(tensors).u64(entries);
  }

  public GgufBytes raw(String ascii) {
    return raw(ascii.getBytes(UTF_8));
  }

  public GgufBytes raw(byte... bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public GgufBytes u8(int value) {
    out.write(value);
    return this;
  }

  public GgufBytes u16(int value) {
    return number(value, 2);
  }

  public GgufBytes u32(long value) {
    return number(value, 4);
  }

  public GgufBytes u64(long value) {
    return number(value, 8);
  }

  public GgufBytes text(String text) {
    return text(text.getBytes(UTF_8));
  }

  public GgufBytes text(byte[] text) {
    return u64(text.length).raw(text);
  }

  /** A key and the type of its value; the value's bytes come next. */
  public GgufBytes key(String key, ValueType type) {
    return text(key).u32(type.code());
  }

  public GgufBytes entry(String key, String value) {
    return key(key, ValueType.STRING).text(value);
  }

  public GgufBytes entry(String key, long value) {
    return key(key, ValueType.UINT32).u32(value);
  }

  /** The head of an array: key, element type, count; the elements' bytes come next. */
  public GgufBytes array(String key, ValueType elementType, long count) {
    return key(key, ValueType.ARRAY).u32(elementType.code()).u64(count);
  }

  public GgufBytes tensor(String name, int type, long offset, long... dimensions) {
    text(name).u32(dimensions.length);
    for (long dimension : dimensions) {
      u64(dimension);
    }
    return u32(type).u64(offset);
  }

  /** Zeros up to a multiple of so many bytes. */
  public GgufBytes pad(int alignment) {
    while (out.size() % alignment != 0) {
      u8(0);
    }
    return this;
  }

  public GgufBytes zeros(int count) {
    return raw(new byte[count]);
  }

  public int size() {
    return out.size();
  }

  public byte[] bytes() {
    return out.toByteArray();
  }

  private GgufBytes number(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> (8 * i)));
    }
    return this;
  }
}
