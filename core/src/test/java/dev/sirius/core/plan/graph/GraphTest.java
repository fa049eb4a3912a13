package dev.sirius.core.plan.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the buffer of a graph")
class GraphTest {

  private final Graph graph = new Graph();
  private final Node input = graph.input(Element.F32, 64, 10);

  @Test
  @DisplayName("holds inputs and results, but no weights")
  void holdsWhatIsComputed() {
    Node weight = graph.outside(64, 128);

    graph.requireAsOutput(graph.product(weight, input));

    assertThat(graph.bufferBytes()).isEqualTo(4 * (64 * 10 + 128 * 10));
  }

  @Test
  @DisplayName("gives the bytes of what was read for the last time to the next result")
  void reusesBytes() {
    Node narrow = graph.outside(64, 64);
    Node node = input;
    for (int i = 0; i < 10; i++) {
      node = graph.product(narrow, node);
    }

    graph.requireAsOutput(node);

    assertThat(graph.bufferBytes()).isEqualTo(2 * 4 * 64 * 10);
  }

  @Test
  @DisplayName("is not larger for results that take the place of their source")
  void computesInPlace() {
    Node node = graph.product(graph.outside(64, 64), input);

    graph.requireAsOutput(graph.inPlace(graph.inPlace(node)));

    assertThat(graph.bufferBytes()).isEqualTo(2 * 4 * 64 * 10);
  }

  @Test
  @DisplayName("keeps a source that is read again")
  void keepsWhatIsReadAgain() {
    Node node = graph.product(graph.outside(64, 64), input);
    Node changed = graph.inPlace(node);

    graph.requireAsOutput(graph.inPlace(graph.inPlace(changed, node), input));

    assertThat(graph.bufferBytes()).isEqualTo(3 * 4 * 64 * 10);
  }

  @Test
  @DisplayName("keeps what a view still shows")
  void keepsWhatIsViewed() {
    Node node = graph.product(graph.outside(64, 64), input);
    Node view = graph.reshaped(node, 640);
    Node other = graph.product(graph.outside(64, 64), graph.product(graph.outside(64, 64), input));

    graph.require(view);
    graph.require(other);
    graph.requireAsOutput(graph.inPlace(graph.reshaped(other, 640), view));

    assertThat(graph.bufferBytes()).isEqualTo(3 * 4 * 64 * 10);
  }

  @Test
  @DisplayName("takes the smallest gap that fits")
  void takesTheBestGap() {
    Node large = graph.product(graph.outside(64, 256), input);
    Node small = graph.product(graph.outside(64, 32), input);
    Node guard = graph.product(graph.outside(64, 64), input);
    graph.require(large);
    graph.require(graph.product(graph.outside(64, 64), input));
    graph.require(small);
    graph.require(guard);
    graph.require(graph.rowSums(large));
    graph.require(graph.rowSums(small));
    long before = graph.bufferBytes();

    graph.require(graph.product(graph.outside(64, 32), guard));

    assertThat(graph.bufferBytes()).isEqualTo(before);
  }

  @Test
  @DisplayName("begins each tensor at a multiple of 32 bytes")
  void alignsTensors() {
    Node one = graph.input(Element.F32, 1);

    graph.require(graph.inPlace(one));
    graph.require(graph.like(input));

    assertThat(graph.bufferBytes()).isEqualTo(32 + 2 * 4 * 64 * 10);
  }

  @Test
  void refusesAnotherShapeForATensorWithGaps() {
    Node turned = graph.transposed(input);

    assertThatThrownBy(() -> graph.reshaped(turned, 640))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without gaps");
    assertThat(graph.flattened(turned, 640).elements()).isEqualTo(640);
  }
}
