package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;

/** F32, F16 and BF16: every number by itself. They make no use of importance. */
final class PlainNumbers implements BlockCodec {

  private final TensorType type;

  PlainNumbers(TensorType type) {
    this.type = type;
  }

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public void encode(float[] values, int from, int count, byte[] blocks, int to) {
    Ranges.check(type, values, from, count, blocks, to);
    switch (type) {
      case F16 -> {
        for (int i = 0; i < count; i++) {
          LittleEndian.putHalf(blocks, to + 2 * i, values[from + i]);
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          LittleEndian.putShort(blocks, to + 2 * i, BrainFloat.ofFloat(values[from + i]));
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          LittleEndian.putInt(blocks, to + 4 * i, Float.floatToRawIntBits(values[from + i]));
        }
      }
    }
  }

  @Override
  public void encodeRow(
      float[] values,
      int from,
      int count,
      float[] importance,
      int importanceFrom,
      byte[] blocks,
      int to) {
    Ranges.checkImportance(importance, importanceFrom, count);
    encode(values, from, count, blocks, to);
  }

  @Override
  public void decode(byte[] blocks, int from, float[] values, int to, int count) {
    Ranges.check(type, values, to, count, blocks, from);
    switch (type) {
      case F16 -> HalfFloat.toFloats(blocks, from, values, to, count);
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          values[to + i] = BrainFloat.toFloat(LittleEndian.shortAt(blocks, from + 2 * i));
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          values[to + i] = Float.intBitsToFloat(LittleEndian.intAt(blocks, from + 4 * i));
        }
      }
    }
  }
}
