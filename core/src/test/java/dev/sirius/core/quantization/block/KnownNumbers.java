package dev.sirius.core.quantization.block;

import java.util.SplittableRandom;

/**
 * Rows of numbers, friendly and hostile, for which the reference's bytes are known. They are made
 * anew from a seed each time, the same on every machine.
 */
enum KnownNumbers {
  GAUSSIAN {
    @Override
    float next(Source source, int row, int column) {
      return (float) (source.gaussian() * source.unit);
    }
  },
  LAPLACE {
    @Override
    float next(Source source, int row, int column) {
      double u = source.random.nextDouble() - 0.5;
      return (float) (-Math.signum(u) * StrictMath.log(1 - 2 * Math.abs(u)) * source.unit);
    }
  },
  HEAVY_TAILED {
    @Override
    float next(Source source, int row, int column) {
      double tail = Math.max(1e-9, -StrictMath.log(1 - source.random.nextDouble()));
      return (float) (source.gaussian() / Math.sqrt(tail) * source.unit);
    }
  },
  ALL_POSITIVE {
    @Override
    float next(Source source, int row, int column) {
      return (float) ((Math.abs(source.gaussian()) + 1) * source.unit);
    }
  },
  OF_16_BITS {
    @Override
    float next(Source source, int row, int column) {
      return HalfFloat.rounded((float) (source.gaussian() * source.unit));
    }
  },
  ZEROS {
    @Override
    float next(Source source, int row, int column) {
      return source.random.nextBoolean() ? 0f : -0f;
    }
  },
  ONE_SPIKE {
    @Override
    float next(Source source, int row, int column) {
      if (column == 7 * row % 256) {
        return source.unit * 1000;
      }
      return source.random.nextInt(4) == 0 ? (float) (source.gaussian() * source.unit * 1e-3) : 0;
    }
  },
  SUBNORMAL {
    @Override
    float next(Source source, int row, int column) {
      float magnitude =
          Float.intBitsToFloat(source.random.nextInt(1 << (1 + source.random.nextInt(23))));
      return source.random.nextBoolean() ? magnitude : -magnitude;
    }
  },
  ALL_EQUAL {
    @Override
    float next(Source source, int row, int column) {
      return row % 2 == 0 ? source.unit : -source.unit;
    }
  },
  GREATEST_OF_16_BITS {
    @Override
    float next(Source source, int row, int column) {
      return (source.random.nextInt(3) - 1) * 65504f;
    }
  },
  HUGE_RANGE {
    @Override
    float next(Source source, int row, int column) {
      double magnitude = StrictMath.pow(2, -40 + 56 * source.random.nextDouble());
      return (float) (source.random.nextBoolean() ? magnitude : -magnitude);
    }
  },
  TIES {
    @Override
    float next(Source source, int row, int column) {
      return (source.random.nextInt(65) - 32) * 0x1p-6f;
    }
  },
  CLOSE_TOGETHER_BELOW_ZERO {
    @Override
    float next(Source source, int row, int column) {
      double spread = source.random.nextDouble() * (row % 3) * 1e-6;
      return (float) (-source.unit * (1 + source.random.nextInt(3) * 1e-7 - spread));
    }
  },
  ZEROS_BESIDE_SMALL_AND_LARGE {
    @Override
    float next(Source source, int row, int column) {
      double[] units = {0, source.unit, source.unit * 1e-5};
      return (float) (source.gaussian() * units[column / 16 % 3]);
    }
  },
  ABOUT_AS_SMALL_AS_NOTHING {
    @Override
    float next(Source source, int row, int column) {
      return (float) (source.gaussian() * 1e-15 * (1 + column / 32 % 3));
    }
  },
  BEYOND_16_BITS {
    @Override
    float next(Source source, int row, int column) {
      return (float) (source.gaussian() * StrictMath.pow(2, 90 * source.random.nextDouble()));
    }
  };

  /** Numbers of a row: one block of the largest formats. */
  static final int ROW = 256;

  abstract float next(Source source, int row, int column);

  /** So many rows of this kind. */
  float[] rows(int count) {
    float[] rows = new float[count * ROW];
    for (int row = 0; row < count; row++) {
      Source source = new Source(1000L * name().hashCode() + row);
      for (int column = 0; column < ROW; column++) {
        rows[row * ROW + column] = next(source, row, column);
      }
    }
    return rows;
  }

  /** So many rows of every kind, one kind after another. */
  static float[] ofAllKinds(int rowsOfEach) {
    KnownNumbers[] kinds = values();
    float[] all = new float[kinds.length * rowsOfEach * ROW];
    for (int kind = 0; kind < kinds.length; kind++) {
      float[] rows = kinds[kind].rows(rowsOfEach);
      System.arraycopy(rows, 0, all, kind * rows.length, rows.length);
    }
    return all;
  }

  /** The importance of the columns of every row. */
  static float[] importance() {
    Source source = new Source(-1);
    float[] importance = new float[ROW];
    for (int column = 0; column < ROW; column++) {
      importance[column] = (float) StrictMath.exp(2 * source.gaussian());
    }
    return importance;
  }

  /** What a row is made from. */
  static final class Source {

    private final SplittableRandom random;
    private final float unit;

    Source(long seed) {
      random = new SplittableRandom(seed);
      unit = (float) StrictMath.pow(2, -10 + 8 * random.nextDouble());
    }

    /** A normally distributed number. */
    private double gaussian() {
      double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
    }
  }
}
