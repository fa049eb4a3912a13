package dev.sirius.core.plan.memory;

import dev.sirius.core.plan.graph.Element;
import dev.sirius.core.plan.graph.Graph;
import dev.sirius.core.plan.graph.Node;
import dev.sirius.core.plan.shape.Trait;
import java.util.List;
import java.util.Optional;

/** The feed-forward part of a layer: one for all tokens, or experts chosen for each token. */
final class ForwardGraph {

  private static final int SIGMOID = 2;
  private static final int SOFTMAX_OF_CHOSEN = 3;

  private final GraphParts parts;
  private final Graph graph;

  ForwardGraph(GraphParts parts) {
    this.parts = parts;
    this.graph = parts.graph();
  }

  /**
   * The feed-forward part of a layer.
   *
   * @param input what it reads
   * @param logits the router's scores, where they were computed before
   */
  Node of(int layer, Node input, Optional<Node> logits) {
    String block = "blk." + layer + ".";
    if (!hasExperts(block)) {
      return dense(block + "ffn_", "", input);
    }
    if (parts.has(Trait.SHARED_EXPERT_FIRST)) {
      Node shared = dense(block + "ffn_", "_shexp", input);
      Node chosen = experts(layer, input, logits);
      return parts.add(chosen, shared);
    }
    Node chosen = experts(layer, input, logits);
    if (parts.has(Trait.GROUPED_EXPERTS)) {
      return chosen;
    }
    if (!parts.weights().has(block + "ffn_up_shexp.weight")) {
      return chosen;
    }
    if (parts.weights().has(block + "ffn_gate_inp_shexp.weight")) {
      Node gateInput = parts.times(block + "ffn_gate_inp_shexp", input, 1);
      Node gate = graph.inPlace(graph.inPlace(gateInput), gateInput);
      Node shared = dense(block + "ffn_", "_shexp", input);
      return parts.add(chosen, graph.inPlace(shared, gate));
    }
    return parts.add(chosen, dense(block + "ffn_", "_shexp", input));
  }

  boolean hasExperts(String block) {
    return !parts.has(Trait.NO_EXPERTS)
        && parts.weights().has(block + "ffn_gate_inp.weight")
        && (parts.weights().has(block + "ffn_up_exps.weight")
            || parts.weights().has(block + "ffn_gate_up_exps.weight"));
  }

  /** A feed-forward part whose weights' names begin and end in a certain way. */
  Node dense(String prefix, String suffix, Node input) {
    long width =
        parts.facts().perBlock("feed_forward_length").stream()
            .flatMap(List::stream)
            .mapToLong(Long::longValue)
            .max()
            .orElse(input.size(0));
    Node up = parts.linear(prefix + "up" + suffix, input, width);
    Node activated;
    if (parts.weights().has(prefix + "gate" + suffix + ".weight")) {
      Node gate = parts.linear(prefix + "gate" + suffix, input, width);
      activated = graph.gated(gate, up);
    } else {
      long down =
          parts
              .weights()
              .find(prefix + "down" + suffix + ".weight")
              .map(matrix -> matrix.size(0))
              .orElse(up.size(0));
      activated = up.size(0) == 2 * down ? graph.gatedHalves(up) : graph.inPlace(up);
    }
    if (parts.has(Trait.INNER_NORMS)) {
      activated = parts.norm(prefix + "sub_norm", activated);
    }
    return parts.linear(prefix + "down" + suffix, activated, input.size(0));
  }

  /** The experts that are chosen for each token. */
  Node experts(int layer, Node input, Optional<Node> logits) {
    String block = "blk." + layer + ".";
    long count = parts.number("expert_count", 1);
    long used = parts.facts().perBlock("expert_used_count").map(list -> list.get(layer)).orElse(1L);
    Node scores = logits.orElseGet(() -> parts.linear(block + "ffn_gate_inp", input, count));
    Node chosen = chosen(block, "_exps", input, scores, count, used);
    if (!parts.has(Trait.GROUPED_EXPERTS)) {
      return chosen;
    }
    long groups = Math.max(1, count / Math.max(1, parts.number("experts_per_group", 1)));
    Node second = chosen(block, "_chexps", input, scores, groups, Math.min(used, groups));
    return parts.add(chosen, graph.inPlace(second));
  }

  private Node chosen(String block, String suffix, Node input, Node logits, long count, long used) {
    long tokens = input.size(1);
    long width = input.size(0);
    Router router = routed(block, logits, count, used, tokens);
    graph.require(router.weights());
    Node columns = graph.reshaped(input, width, 1, tokens);
    if (parts.has(Trait.WEIGHED_INPUT)) {
      Node repeated = graph.fresh(Element.F32, new long[] {width, used, tokens}, columns);
      columns = graph.inPlace(repeated, router.weights());
    }
    Node activated;
    Optional<Node> both = parts.weights().find(block + "ffn_gate_up" + suffix + ".weight");
    if (both.isPresent()) {
      Node product = graph.chosenProduct(both.get(), columns, router.choice());
      long half = product.size(0) / 2;
      long[] shape = {half, product.size(1), product.size(2)};
      long[] steps = {product.step(1), product.step(2)};
      activated =
          graph.fresh(
              Element.F32,
              shape,
              graph.view(product, shape, steps),
              graph.view(product, shape, steps));
    } else {
      Node up = chosenLinear(block + "ffn_up" + suffix, columns, router.choice());
      activated =
          parts.weights().has(block + "ffn_gate" + suffix + ".weight")
              ? graph.gated(chosenLinear(block + "ffn_gate" + suffix, columns, router.choice()), up)
              : graph.inPlace(up);
    }
    Node results = chosenLinear(block + "ffn_down" + suffix, activated, router.choice());
    if (!parts.has(Trait.WEIGHED_INPUT)) {
      results = graph.inPlace(results, router.weights());
    }
    graph.require(results);
    return sum(results, used, width, tokens);
  }

  /** The chosen experts and their weights. */
  private record Router(Node choice, Node weights) {}

  private Router routed(String block, Node logits, long count, long used, long tokens) {
    long function = parts.number("expert_gating_func", 0);
    boolean late = function == SOFTMAX_OF_CHOSEN || parts.shape().architecture().equals("gpt-oss");
    Node probabilities = late ? logits : graph.inPlace(logits);
    Node selection =
        parts
            .weights()
            .find(block + "exp_probs_b.bias")
            .map(bias -> graph.inPlace(probabilities, bias))
            .orElse(parts.has(Trait.WEIGHED_INPUT) ? logits : probabilities);
    selection = grouped(selection, count, tokens);
    Node choice = graph.largest(selection, used);
    Node weights = graph.rows(graph.reshaped(probabilities, 1, count, tokens), choice);
    boolean normed = parts.facts().flag("expert_weights_norm").orElse(function != SIGMOID) && !late;
    if (late) {
      weights =
          graph.reshaped(graph.inPlace(graph.reshaped(weights, used, tokens)), 1, used, tokens);
    } else if (normed) {
      Node flat = graph.reshaped(weights, used, tokens);
      Node total = graph.inPlace(graph.rowSums(flat));
      weights = graph.reshaped(graph.inPlace(flat, total), 1, used, tokens);
    }
    return new Router(choice, weights);
  }

  /** Only the best groups' experts can be chosen, where experts come in groups. */
  private Node grouped(Node selection, long count, long tokens) {
    long groups = parts.number("expert_group_count", 0);
    if (groups <= 1) {
      return selection;
    }
    long inGroup = count / groups;
    long best = parts.number("expert_group_used_count", 1);
    Node apart = graph.reshaped(selection, inGroup, groups, tokens);
    Node two = graph.largest(apart, 2);
    Node scores =
        graph.fresh(
            Element.F32,
            new long[] {1, 2, groups, tokens},
            graph.reshaped(apart, 1, inGroup, groups, tokens),
            two);
    Node sums = graph.rowSums(graph.reshaped(scores, 2, groups, tokens));
    Node order = graph.largest(graph.reshaped(sums, groups, tokens), best);
    Node kept = graph.fresh(Element.F32, new long[] {inGroup, best, tokens}, apart, order);
    Node masked = graph.storedRows(graph.inPlace(apart), kept, order);
    return graph.reshaped(masked, count, tokens);
  }

  private Node chosenLinear(String name, Node columns, Node choice) {
    Node stack =
        parts.weights().findOr(name + ".weight", columns.size(0), columns.size(0), choice.size(0));
    Node product = graph.chosenProduct(stack, columns, choice);
    Optional<Node> scale = parts.weights().find(name + ".scale");
    if (scale.isPresent()) {
      long experts = scale.get().size(0);
      long tokens = choice.size(1);
      Node repeated =
          graph.fresh(
              Element.F32,
              new long[] {1, experts, tokens},
              graph.reshaped(scale.get(), 1, experts, 1));
      product = graph.inPlace(product, graph.rows(repeated, choice));
    }
    Node scaled = product;
    return parts
        .weights()
        .find(name + ".bias")
        .map(bias -> graph.inPlace(scaled, bias, choice))
        .orElse(scaled);
  }

  private Node sum(Node results, long used, long width, long tokens) {
    Node[] views = new Node[(int) used];
    for (int i = 0; i < used; i++) {
      views[i] = graph.view(results, new long[] {width, tokens}, new long[] {results.step(2)});
      graph.require(views[i]);
    }
    Node total = views[0];
    for (int i = 1; i < used; i++) {
      total = parts.add(total, views[i]);
      graph.require(total);
    }
    return used == 1 ? graph.packed(total) : total;
  }
}
