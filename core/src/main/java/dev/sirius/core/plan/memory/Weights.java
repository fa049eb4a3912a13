package dev.sirius.core.plan.memory;

import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.plan.graph.Graph;
import dev.sirius.core.plan.graph.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model's weights as tensors of a graph, found by the names that GGUF files give them. */
final class Weights {

  private final Graph graph;
  private final Map<String, TensorInfo> tensors = new HashMap<>();
  private final Map<String, Node> nodes = new HashMap<>();

  Weights(Graph graph, List<TensorInfo> infos) {
    this.graph = graph;
    infos.forEach(info -> tensors.put(info.name(), info));
  }

  boolean has(String name) {
    return tensors.containsKey(name);
  }

  Optional<Node> find(String name) {
    TensorInfo info = tensors.get(name);
    return info == null
        ? Optional.empty()
        : Optional.of(nodes.computeIfAbsent(name, ignored -> node(info)));
  }

  /** The weight of a name, or one of another shape that stands in for it when it is missing. */
  Node findOr(String name, long... shape) {
    return find(name).orElseGet(() -> graph.outside(shape));
  }

  private Node node(TensorInfo info) {
    return graph.outside(info.dimensions().stream().mapToLong(Long::longValue).toArray());
  }
}
