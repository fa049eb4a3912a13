package dev.sirius.adapters.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** What the searches do in every lane. */
final class LaneArithmetic {

  /** The widest vectors of this machine. */
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** How many sub-blocks are searched side by side. */
  static final int LANES = SPECIES.length();

  /** The least lanes whose bytes fill a vector. */
  static final int FEWEST_FOR_BYTES = 8;

  /** As many bytes as there are lanes, where that fills a vector. */
  static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(
          byte.class, VectorShape.forBitSize(Math.max(LANES, FEWEST_FOR_BYTES) * Byte.SIZE));

  /** 1.5 · 2^23: a float of this size has no fraction bits left. */
  private static final float SHIFT = 12582912f;

  private static final int SHIFT_BITS = Float.floatToRawIntBits(SHIFT);

  /** Sign and exponent of all floats from 2^23 up to 2^24. */
  private static final int EXPONENT_OF_SHIFT = 0x4B000000;

  private LaneArithmetic() {}

  /**
   * The nearest whole numbers within a range, of two equally near the even one; like the scalar
   * rounding, it wraps around within 23 bits.
   */
  static FloatVector nearest(FloatVector values, int least, int greatest) {
    return bits(values, least, greatest).reinterpretAsFloats().sub(SHIFT);
  }

  /** The nearest whole numbers within a range, less the range's least. */
  static IntVector codes(FloatVector values, int least, int greatest) {
    return bits(values, least, greatest).sub(SHIFT_BITS + least);
  }

  /**
   * The nearest whole numbers, raised by {@link #SHIFT}. They are clamped as the bits of positive
   * floats, whose order is that of the numbers.
   */
  private static IntVector bits(FloatVector values, int least, int greatest) {
    return values
        .add(SHIFT)
        .reinterpretAsInts()
        .and(0x7FFFFF)
        .or(EXPONENT_OF_SHIFT)
        .max(SHIFT_BITS + least)
        .min(SHIFT_BITS + greatest);
  }

  /** The greatest whole numbers not above the values, for magnitudes up to 4194303. */
  static IntVector floor(FloatVector values) {
    FloatVector shifted = values.add(SHIFT);
    IntVector oneWhereRoundedUp =
        values.sub(shifted.sub(SHIFT)).reinterpretAsInts().lanewise(VectorOperators.LSHR, 31);
    return shifted.reinterpretAsInts().sub(SHIFT_BITS).sub(oneWhereRoundedUp);
  }
}
