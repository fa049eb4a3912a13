package dev.sirius.core.quantization.block;

/** One sub-block after another, in plain Java. */
public final class ScalarArithmetic implements BlockArithmetic {

  @Override
  public void symmetric(SubBlocks blocks, int levels, float[] scales, int to) {
    int[] codes = new int[blocks.size()];
    for (int i = 0; i < blocks.count(); i++) {
      scales[to + i] =
          SymmetricSearch.search(
              blocks.values(),
              blocks.valuesFrom(i),
              blocks.weights(),
              blocks.weightsFrom(i),
              blocks.size(),
              levels,
              codes,
              0);
    }
  }

  @Override
  public void coordinateDescent(
      float[] values, int from, int size, int count, int levels, float[] scales, int to) {
    int[] codes = new int[size];
    for (int i = 0; i < count; i++) {
      scales[to + i] = CoordinateDescent.search(values, from + i * size, size, levels, codes);
    }
  }

  @Override
  public void affine(SubBlocks blocks, AffineGrid grid, float[] scales, float[] offsets, int to) {
    int[] codes = new int[blocks.size()];
    for (int i = 0; i < blocks.count(); i++) {
      scales[to + i] =
          AffineSearch.search(
              blocks.values(),
              blocks.valuesFrom(i),
              blocks.weights(),
              blocks.weightsFrom(i),
              blocks.size(),
              grid,
              codes,
              0,
              offsets,
              to + i);
    }
  }

  @Override
  public void uneven(SubBlocks blocks, float[] scales, int to) {
    for (int i = 0; i < blocks.count(); i++) {
      scales[to + i] =
          UnevenLevels.search(
              blocks.values(),
              blocks.valuesFrom(i),
              blocks.weights(),
              blocks.weightsFrom(i),
              blocks.size());
    }
  }

  @Override
  public void round(
      float[] values,
      int from,
      int size,
      float[] scales,
      float[] offsets,
      int least,
      int greatest,
      byte[] codes) {
    for (int run = 0; run < scales.length; run++) {
      float scale = scales[run];
      float offset = offsets[run];
      for (int i = run * size; i < (run + 1) * size; i++) {
        int code = Rounding.nearest((values[from + i] + offset) / scale, least, greatest);
        codes[i] = (byte) (code - least);
      }
    }
  }
}
