package dev.sirius.core.quantization.block;

/** Searches one sub-block after another in plain Java. */
public final class ScalarScaleSearch implements ScaleSearch {

  @Override
  public void symmetric(SubBlocks blocks, int levels, float[] scales, int to) {
    byte[] codes = new byte[blocks.size()];
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
  public void coordinateDescent(SubBlocks blocks, int levels, float[] scales, int to) {
    byte[] codes = new byte[blocks.size()];
    for (int i = 0; i < blocks.count(); i++) {
      scales[to + i] =
          CoordinateDescent.search(
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
  public void affine(SubBlocks blocks, AffineGrid grid, float[] scales, float[] offsets, int to) {
    byte[] codes = new byte[blocks.size()];
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
}
