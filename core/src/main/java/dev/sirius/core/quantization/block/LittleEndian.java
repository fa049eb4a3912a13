package dev.sirius.core.quantization.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in bytes, least significant byte first, as GGUF stores them. */
final class LittleEndian {

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  static short shortAt(byte[] bytes, int at) {
    return (short) SHORTS.get(bytes, at);
  }

  static int intAt(byte[] bytes, int at) {
    return (int) INTS.get(bytes, at);
  }

  static long longAt(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  static void putShort(byte[] bytes, int at, short value) {
    SHORTS.set(bytes, at, value);
  }

  static void putInt(byte[] bytes, int at, int value) {
    INTS.set(bytes, at, value);
  }

  static void putLong(byte[] bytes, int at, long value) {
    LONGS.set(bytes, at, value);
  }

  /** The number that a 16-bit float at that place stands for. */
  static float halfAt(byte[] bytes, int at) {
    return HalfFloat.toFloat(shortAt(bytes, at));
  }

  static void putHalf(byte[] bytes, int at, float value) {
    putShort(bytes, at, HalfFloat.ofFloat(value));
  }
}
