package dev.sirius.core.plan.memory;

import dev.sirius.core.plan.graph.Element;
import dev.sirius.core.plan.graph.Graph;
import dev.sirius.core.plan.graph.Node;

/** The recurrent layers: selective state spaces, gated delta rules, short convolutions. */
final class RecurrentGraph {

  private static final int FLOAT = Element.F32.bytes();

  private final GraphParts parts;
  private final Graph graph;
  private final States states;
  private final long kernel;
  private final long inner;
  private final long state;
  private final long rank;
  private final long groups;

  RecurrentGraph(GraphParts parts) {
    this.parts = parts;
    this.graph = parts.graph();
    this.states = new States(parts);
    this.kernel = parts.number("ssm.conv_kernel", 0);
    this.inner = parts.number("ssm.inner_size", 0);
    this.state = parts.number("ssm.state_size", 0);
    this.rank = parts.number("ssm.time_step_rank", 0);
    this.groups = parts.number("ssm.group_count", 0);
  }

  /** Whether layers of this architecture are laid out here. */
  static boolean covers(String architecture) {
    return switch (architecture) {
      case "mamba",
          "jamba",
          "mamba2",
          "granitehybrid",
          "falcon-h1",
          "nemotron_h",
          "nemotron_h_moe",
          "qwen3next",
          "qwen35",
          "qwen35moe",
          "lfm2",
          "lfm2moe",
          "plamo2" ->
          true;
      default -> false;
    };
  }

  Node of(int layer, Node input) {
    String block = "blk." + layer + ".";
    return switch (parts.shape().architecture()) {
      case "mamba", "jamba" -> selective(block, input);
      case "plamo2" -> selectiveInHeads(block, input);
      case "lfm2", "lfm2moe" -> shortConvolution(block, input);
      case "qwen3next", "qwen35", "qwen35moe" -> deltaRule(block, input);
      default -> selectiveOfTwo(block, input);
    };
  }

  private long sequences() {
    return states.sequences();
  }

  private long each() {
    return parts.tokens() / sequences();
  }

  private Node view(Node node, long[] shape, long... steps) {
    return graph.view(node, shape, steps);
  }

  private Node cut(Node node, long width) {
    return view(node, new long[] {width, node.size(1), node.size(2)}, node.step(1), node.step(2));
  }

  /** The last tokens of the batch, kept for the next one, and the convolution over all. */
  private Node convolved(Node before, Node columns, long channels, Node all, String weight) {
    Node history = graph.reshaped(before, kernel - 1, channels, sequences());
    Node joined = graph.joined(0, history, graph.transposed(columns));
    states.store(
        view(
            joined, new long[] {kernel - 1, channels, sequences()}, joined.step(1), joined.step(2)),
        all);
    return convolution(joined, channels, weight);
  }

  private Node convolution(Node joined, long channels, String weight) {
    return graph.fresh(
        Element.F32,
        new long[] {channels, each(), sequences()},
        joined,
        parts.weights().findOr(weight + ".weight", kernel, channels));
  }

  /** The scan over all tokens: its results, and behind them the new states. */
  private Node scanned(Node all, Node x, long size, Node... others) {
    return states.recalled(
        all,
        (flat, places) -> {
          Node[] sources = new Node[others.length + 3];
          sources[0] = graph.reshaped(flat, flat.elements());
          sources[1] = x;
          System.arraycopy(others, 0, sources, 2, others.length);
          sources[others.length + 2] = places;
          long elements = x.elements() + size * sequences();
          return graph.fresh(Element.F32, new long[] {elements}, sources);
        });
  }

  private void storeBehind(Node scan, long size, Node all) {
    states.store(view(scan, new long[] {size * sequences()}), all);
  }

  /** Mamba's first form: the whole inner width is one head's after another's. */
  private Node selective(String block, Node input) {
    Node convolutionStates = states.all((kernel - 1) * inner);
    Node scanStates = states.all(state * inner);
    Node before = states.recalled(convolutionStates);
    Node columns = graph.reshaped(input, input.size(0), each(), sequences());
    Node both = parts.times(block + "ssm_in", columns, 2 * inner);
    Node x = cut(both, inner);
    Node z = cut(both, inner);
    x = convolved(before, x, inner, convolutionStates, block + "ssm_conv1d");
    x = graph.inPlace(parts.biased(block + "ssm_conv1d", x));
    Node steps = parts.times(block + "ssm_x", x, rank + 2 * state);
    Node dt = cut(steps, rank);
    long[] shape = {state, 1, each(), sequences()};
    Node b = view(steps, shape, state * FLOAT, steps.step(1), steps.step(2));
    Node c = view(steps, shape, state * FLOAT, steps.step(1), steps.step(2));
    if (parts.weights().has(block + "ssm_dt_norm.weight")
        || parts.facts().flag("ssm.dt_b_c_rms").orElse(false)) {
      dt = normed(block + "ssm_dt_norm", dt);
      b = normed(block + "ssm_b_norm", b);
      c = normed(block + "ssm_c_norm", c);
    } else {
      dt = graph.packed(dt);
    }
    dt = parts.linear(block + "ssm_dt", dt, inner);
    Node heads = graph.reshaped(x, 1, inner, each(), sequences());
    Node scan = scanned(scanStates, heads, state * inner, dt, weight(block + "ssm_a"), b, c);
    storeBehind(scan, state * inner, scanStates);
    Node y = view(scan, new long[] {inner, each(), sequences()});
    y = graph.inPlace(y, graph.inPlace(x, weight(block + "ssm_d")));
    y = graph.gated(graph.packed(z), y);
    return flat(parts.times(block + "ssm_out", y, parts.shape().width()));
  }

  private Node normed(String name, Node node) {
    Node bare = graph.inPlace(node);
    return parts.weights().find(name + ".weight").map(w -> graph.inPlace(bare, w)).orElse(bare);
  }

  private Node weight(String name) {
    return parts.weights().find(name).orElseGet(() -> parts.weights().findOr(name + ".weight", 1));
  }

  private Node flat(Node node) {
    return graph.reshaped(node, node.size(0), each() * sequences());
  }

  /** Mamba's second form: heads, groups, and one product for all that a token needs. */
  private Node selectiveOfTwo(String block, Node input) {
    long channels = inner + 2 * groups * state;
    long length = inner / rank;
    Node convolutionStates = states.all((kernel - 1) * channels);
    Node scanStates = states.all(state * inner);
    Node before = states.recalled(convolutionStates);
    Node all = parts.times(block + "ssm_in", input, inner + channels + rank);
    all = graph.reshaped(all, all.size(0), each(), sequences());
    long[] headShape = {length, rank, each(), sequences()};
    Node z = view(all, headShape, length * FLOAT, all.step(1), all.step(2));
    Node mixed = cut(all, channels);
    Node dt = cut(all, rank);
    mixed = convolved(before, mixed, channels, convolutionStates, block + "ssm_conv1d");
    mixed = graph.inPlace(parts.biased(block + "ssm_conv1d", mixed));
    Node x = view(mixed, headShape, length * FLOAT, mixed.step(1), mixed.step(2));
    long[] groupShape = {state, groups, each(), sequences()};
    Node b = view(mixed, groupShape, state * FLOAT, mixed.step(1), mixed.step(2));
    Node c = view(mixed, groupShape, state * FLOAT, mixed.step(1), mixed.step(2));
    dt = graph.inPlace(graph.packed(dt), weight(block + "ssm_dt.bias"));
    Node scan = scanned(scanStates, x, state * inner, dt, weight(block + "ssm_a"), b, c);
    storeBehind(scan, state * inner, scanStates);
    Node y = view(scan, headShape, x.step(1), rank * x.step(1), each() * rank * x.step(1));
    y = graph.inPlace(y, graph.inPlace(x, weight(block + "ssm_d")));
    y = graph.gated(graph.packed(z), y);
    if (parts.weights().has(block + "ssm_norm.weight")) {
      y =
          normed(
              block + "ssm_norm", graph.reshaped(y, inner / groups, groups, each(), sequences()));
    }
    y = graph.reshaped(y, inner, each() * sequences());
    return parts.times(block + "ssm_out", y, parts.shape().width());
  }

  /** PLaMo 2's form: gate and input interleaved by head. */
  private Node selectiveInHeads(String block, Node input) {
    long channels = inner + 2 * groups * state;
    long length = inner / rank;
    Node convolutionStates = states.all((kernel - 1) * channels);
    Node scanStates = states.all(state * inner);
    Node before = states.recalled(convolutionStates);
    Node columns = graph.reshaped(input, input.size(0), each(), sequences());
    Node both = graph.permuted(parts.times(block + "ssm_in", columns, 2 * inner), 0, 2, 1, 3);
    both = graph.packed(both, 2 * length, rank, each(), sequences());
    long[] headShape = {length, rank, each(), sequences()};
    Node half = view(both, headShape, both.step(1), both.step(2), both.step(3));
    Node x = graph.packed(half, inner, each(), sequences());
    Node z = view(both, headShape, both.step(1), both.step(2), both.step(3));
    x = graph.inPlace(convolved(before, x, channels, convolutionStates, block + "ssm_conv1d"));
    Node steps = parts.times(block + "ssm_x", x, 2 * state + rank);
    long widthOfSteps = Math.max(64, parts.shape().width() / 16);
    Node b = normed(block + "ssm_b_norm", cut(steps, state));
    Node c = normed(block + "ssm_c_norm", cut(steps, state));
    Node dt = normed(block + "ssm_dt_norm", cut(steps, widthOfSteps));
    dt = parts.linear(block + "ssm_dt", dt, rank);
    Node heads = view(x, headShape, length * FLOAT, inner * FLOAT, inner * each() * FLOAT);
    Node scan = scanned(scanStates, heads, state * inner, dt, weight(block + "ssm_a"), b, c);
    storeBehind(scan, state * inner, scanStates);
    Node y = view(scan, headShape, length * FLOAT, inner * FLOAT, inner * each() * FLOAT);
    y = graph.inPlace(y, graph.inPlace(heads, weight(block + "ssm_d")));
    y = graph.gated(graph.packed(z), y);
    Node rows = view(y, new long[] {inner, each(), sequences()}, y.step(2), y.step(3));
    return flat(parts.times(block + "ssm_out", rows, parts.shape().width()));
  }

  /** LFM2's form: a gated convolution over the last few tokens. */
  private Node shortConvolution(String block, Node input) {
    long width = parts.shape().width();
    long taps = parts.number("shortconv.l_cache", 3) - 1;
    Node columns = graph.reshaped(input, input.size(0), each(), sequences());
    Node all = parts.times(block + "shortconv.in_proj", columns, 3 * width);
    Node b = cut(all, width);
    Node c = cut(all, width);
    Node x = cut(all, width);
    Node product = graph.transposed(graph.inPlace(b, x));
    Node kept = states.all(taps * width);
    Node history = graph.reshaped(states.recalled(kept), taps, width, sequences());
    Node joined = graph.joined(0, history, product);
    states.store(
        view(joined, new long[] {taps, width, sequences()}, joined.step(1), joined.step(2)), kept);
    Node convolved = convolution(joined, width, block + "shortconv.conv");
    Node y = parts.times(block + "shortconv.out_proj", graph.inPlace(c, convolved), width);
    return flat(y);
  }

  /** The gated delta rule of Qwen3-Next and its kin. */
  private Node deltaRule(String block, Node input) {
    long length = inner / rank;
    long channels = inner + 2 * groups * state;
    boolean joint = parts.shape().architecture().equals("qwen3next");
    Node mixed;
    Node z;
    if (parts.weights().has(block + "attn_qkv.weight")) {
      Node product = parts.times(block + "attn_qkv", input, channels);
      mixed = graph.reshaped(product, product.size(0), each(), sequences());
      z = parts.times(block + "attn_gate", input, inner);
    } else {
      long perGroup = 2 * state + 2 * length * (rank / groups);
      Node all =
          graph.reshaped(
              parts.times(block + "ssm_in", input, perGroup * groups),
              perGroup,
              groups,
              each(),
              sequences());
      Node wide =
          view(
              all,
              new long[] {length * rank / groups, groups, each(), sequences()},
              all.step(1),
              all.step(2),
              all.step(3));
      Node narrow =
          view(
              all,
              new long[] {state, groups, each(), sequences()},
              all.step(1),
              all.step(2),
              all.step(3));
      z = graph.packed(wide);
      Node query = graph.packed(narrow, state * groups, each(), sequences());
      Node key = graph.packed(narrow, state * groups, each(), sequences());
      Node value = graph.packed(wide, inner, each(), sequences());
      mixed = graph.joined(0, graph.joined(0, query, key), value);
    }
    Node beta;
    Node alpha;
    if (joint) {
      Node both =
          graph.reshaped(
              parts.times(block + "ssm_ba", input, 2 * rank),
              2 * rank / groups,
              groups,
              each(),
              sequences());
      Node part =
          view(
              both,
              new long[] {rank / groups, groups, each(), sequences()},
              both.step(1),
              both.step(2),
              both.step(3));
      beta = graph.inPlace(graph.packed(part));
      alpha = graph.packed(part, rank, each(), sequences());
    } else {
      beta =
          graph.inPlace(
              graph.reshaped(
                  parts.times(block + "ssm_beta", input, rank), 1, rank, each(), sequences()));
      alpha =
          graph.reshaped(parts.times(block + "ssm_alpha", input, rank), rank, each(), sequences());
    }
    Node gate =
        graph.inPlace(
            graph.inPlace(graph.inPlace(alpha, weight(block + "ssm_dt.bias"))),
            weight(block + "ssm_a"));
    gate = graph.reshaped(gate, 1, rank, each(), sequences());
    beta = graph.reshaped(beta, 1, rank, each(), sequences());
    Node convolutionStates = states.all((kernel - 1) * channels);
    Node ruleStates = states.all(state * inner);
    Node history =
        graph.reshaped(states.recalled(convolutionStates), kernel - 1, channels, sequences());
    Node joined = graph.joined(0, history, graph.transposed(mixed));
    states.store(
        view(
            joined, new long[] {kernel - 1, channels, sequences()}, joined.step(1), joined.step(2)),
        convolutionStates);
    Node old = graph.reshaped(states.recalled(ruleStates), length, length, rank, sequences());
    Node activated = graph.inPlace(convolution(joined, channels, block + "ssm_conv1d"));
    long step = channels * FLOAT;
    long[] keyShape = {state, groups, each(), sequences()};
    Node query = unit(view(activated, keyShape, state * FLOAT, step, step * each()));
    Node key = unit(view(activated, keyShape, state * FLOAT, step, step * each()));
    Node value =
        view(
            activated,
            new long[] {length, rank, each(), sequences()},
            length * FLOAT,
            step,
            step * each());
    if (joint && groups != rank) {
      query = repeated(query);
      key = repeated(key);
    }
    Node result =
        graph.fresh(
            Element.F32,
            new long[] {inner, each() * sequences() + length * sequences()},
            query,
            key,
            value,
            gate,
            beta,
            old);
    Node output =
        view(
            result,
            new long[] {length, rank, each(), sequences()},
            length * FLOAT,
            inner * FLOAT,
            inner * each() * FLOAT);
    states.store(
        view(
            result,
            new long[] {length, length, rank, sequences()},
            length * FLOAT,
            length * length * FLOAT,
            length * length * rank * FLOAT),
        ruleStates);
    Node weighed =
        graph.inPlace(
            normed(block + "ssm_norm", output),
            graph.inPlace(graph.reshaped(z, length, rank, each(), sequences())));
    Node rows = graph.reshaped(weighed, inner, each(), sequences());
    return flat(parts.times(block + "ssm_out", rows, parts.shape().width()));
  }

  private Node unit(Node node) {
    return graph.inPlace(graph.inPlace(node));
  }

  private Node repeated(Node node) {
    Node apart = graph.reshaped(node, state, 1, groups, parts.tokens());
    Node all =
        graph.fresh(Element.F32, new long[] {state, rank / groups, groups, parts.tokens()}, apart);
    return graph.reshaped(all, state, rank, each(), sequences());
  }
}
