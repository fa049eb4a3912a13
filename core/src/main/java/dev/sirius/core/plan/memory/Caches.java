package dev.sirius.core.plan.memory;

import dev.sirius.core.plan.graph.Element;
import dev.sirius.core.plan.graph.Graph;
import dev.sirius.core.plan.graph.Node;
import dev.sirius.core.plan.shape.Architecture;
import dev.sirius.core.plan.shape.Architecture.Mixing;
import dev.sirius.core.plan.shape.LayerShape;
import dev.sirius.core.plan.shape.ModelShape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * The inputs by which a graph reaches the caches: places to write to, masks of what may be seen,
 * and the rotations that spread outliers before keys and values are quantized. Layers with a window
 * have theirs, the others have theirs.
 */
final class Caches {

  /** The inputs of one cache. */
  static final class Inputs {
    private final Node keyPlaces;
    private final Node valuePlaces;
    private final Node mask;
    private final Optional<Node> keyRotation;
    private final Optional<Node> valueRotation;
    private final long cells;

    Inputs(
        Node keyPlaces,
        Node valuePlaces,
        Node mask,
        Optional<Node> keyRotation,
        Optional<Node> valueRotation,
        long cells) {
      this.keyPlaces = keyPlaces;
      this.valuePlaces = valuePlaces;
      this.mask = mask;
      this.keyRotation = keyRotation;
      this.valueRotation = valueRotation;
      this.cells = cells;
    }

    Node keyPlaces() {
      return keyPlaces;
    }

    Node valuePlaces() {
      return valuePlaces;
    }

    Node mask() {
      return mask;
    }

    Optional<Node> keyRotation() {
      return keyRotation;
    }

    Optional<Node> valueRotation() {
      return valueRotation;
    }

    /** Cells of one stream. */
    long cells() {
      return cells;
    }
  }

  private static final int ROTATION = 64;

  private final Graph graph;
  private final ModelShape shape;
  private final RunOptions run;
  private final boolean fused;
  private final int tokens;
  private final Inputs plain;
  private final Optional<Inputs> windowed;

  Caches(Graph graph, ModelShape shape, RunOptions run, int tokens) {
    this.graph = graph;
    this.shape = shape;
    this.run = run;
    this.tokens = tokens;
    this.fused = Attention.isFused(shape, run);
    this.plain = inputs(run.cellsEach(), layer -> !layer.windowed());
    OptionalLong window = shape.window();
    this.windowed =
        window.isPresent()
            ? Optional.of(inputs(run.windowCellsEach(window.getAsLong()), LayerShape::windowed))
            : Optional.empty();
  }

  Inputs of(LayerShape layer) {
    return layer.windowed() ? windowed.orElse(plain) : plain;
  }

  private Mixing mixing() {
    return shape.known().map(Architecture::mixing).orElse(Mixing.ATTENTION);
  }

  private Inputs inputs(long cells, Predicate<LayerShape> which) {
    long widest = shape.layers().stream().mapToLong(LayerShape::valueWidth).max().orElse(0);
    int streams = run.streams();
    return new Inputs(
        graph.input(Element.I64, tokens),
        graph.input(Element.I64, fused ? tokens : Math.multiplyExact(tokens, widest)),
        graph.input(fused ? Element.F16 : Element.F32, cells, tokens / streams, 1, streams),
        rotation(RunOptions.isQuantized(run.keyType()), which, LayerShape::keyLength, true),
        rotation(
            RunOptions.isQuantized(run.valueType()) && !shape.latent(),
            which,
            LayerShape::valueLength,
            false),
        cells);
  }

  /** A rotation where all heads of the cache are equally long and a multiple of 64. */
  private Optional<Node> rotation(
      boolean quantized,
      Predicate<LayerShape> which,
      ToIntFunction<LayerShape> length,
      boolean largest) {
    List<Integer> lengths =
        shape.trunkLayers().stream()
            .filter(which)
            .filter(layer -> layer.ownCache() && layer.keyValueHeads() > 0)
            .filter(layer -> !layer.recurrent() || mixing() == Mixing.BOTH)
            .map(length::applyAsInt)
            .distinct()
            .toList();
    int first = shape.layers().isEmpty() ? 0 : length.applyAsInt(shape.layers().get(0));
    boolean never = mixing() == Mixing.HYBRID && shape.window().isPresent();
    if (never
        || !quantized
        || lengths.size() != 1
        || lengths.get(0) == 0
        || first % ROTATION != 0) {
      return Optional.empty();
    }
    int size = ROTATION;
    if (largest) {
      while (lengths.get(0) % (2 * size) == 0) {
        size *= 2;
      }
    }
    return Optional.of(graph.input(Element.F32, size, size));
  }
}
