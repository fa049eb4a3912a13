package dev.sirius.core.plan.memory;

import dev.sirius.core.gguf.BlockTensorName;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.plan.shape.LayerShape;
import dev.sirius.core.plan.shape.ModelShape;
import dev.sirius.core.plan.shape.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The layers that a graph need be laid out for. Layers repeat, alone or in a pattern, and the
 * layout repeats with them; so of a long repetition the middle is left out, in whole periods. What
 * the buffer comes to is the same.
 */
final class LayerSample {

  private static final int LONGEST_PERIOD = 12;
  private static final int PERIODS_KEPT = 4;

  /** Of so many layers one rotates no positions, in some architectures. */
  private static final int ROTATION_PERIOD = 4;

  /** So many first layers are sparse, in Gemma 3n. */
  private static final int SPARSE_LAYERS = 10;

  private LayerSample() {}

  static List<LayerShape> of(ModelFacts facts, ModelShape shape) {
    List<LayerShape> layers = shape.trunkLayers();
    List<Object> kinds = kinds(facts, shape, layers);
    int bestFrom = 0;
    int bestDropped = 0;
    for (int period = 1; period <= LONGEST_PERIOD; period++) {
      int start = 0;
      for (int i = 0; i < layers.size(); i++) {
        boolean repeats = i + period < layers.size() && kinds.get(i).equals(kinds.get(i + period));
        if (!repeats) {
          int length = i + period - start;
          int dropped = (length / period - PERIODS_KEPT) * period;
          if (dropped > bestDropped && i + period <= layers.size()) {
            bestDropped = dropped;
            bestFrom = start + 2 * period;
          }
          start = i + 1;
        }
      }
    }
    List<LayerShape> sample = new ArrayList<>(layers.subList(0, bestFrom));
    sample.addAll(layers.subList(bestFrom + bestDropped, layers.size()));
    return sample;
  }

  /** What tells one layer from another: its shape, its weights and what its number decides. */
  private static List<Object> kinds(ModelFacts facts, ModelShape shape, List<LayerShape> layers) {
    boolean byFour = shape.has(Trait.ROTATION_SKIPS) || shape.has(Trait.ROTATION_SKIPS_FIRST);
    List<Map<String, List<Long>>> weights = new ArrayList<>();
    layers.forEach(layer -> weights.add(new TreeMap<>()));
    for (TensorInfo tensor : facts.tensors()) {
      BlockTensorName.of(tensor.name())
          .filter(name -> name.block() < layers.size())
          .ifPresent(name -> weights.get(name.block()).put(name.part(), tensor.dimensions()));
    }
    List<Object> kinds = new ArrayList<>();
    for (LayerShape layer : layers) {
      int index = layer.index();
      kinds.add(
          List.of(
              layer.heads(),
              layer.keyValueHeads(),
              layer.keyLength(),
              layer.valueLength(),
              layer.windowed(),
              layer.recurrent(),
              layer.ownCache(),
              weights.get(index),
              byFour ? index % ROTATION_PERIOD : 0,
              index < SPARSE_LAYERS));
    }
    return kinds;
  }
}
