package dev.sirius.core.plan.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.ReferenceModels;
import dev.sirius.core.plan.shape.ModelShape;
import dev.sirius.core.size.ByteSize;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a model divided between accelerator and memory")
class PlacementTest {

  private static final RunOptions RUN = RunOptions.of(4096, 512);
  private final ModelFacts llama = ReferenceModels.named("llama-3.1-8b");
  private final ModelShape shape = ModelShape.of(llama);
  private final ModelMemory memory = ModelMemory.of(llama, RUN);

  private Placement place(int layers) {
    return Placement.of(llama, llama.tensors(), shape, RUN, memory, layers);
  }

  @Test
  @DisplayName("is all in memory with no layer on the accelerator")
  void isAllInMemory() {
    Placement none = place(0);

    assertThat(none.accelerator()).isEqualTo(ByteSize.ZERO);
    assertThat(none.host()).isEqualTo(memory.total());
    assertThat(none.isWhole()).isFalse();
  }

  @Test
  @DisplayName("leaves the token embeddings in memory with all layers on the accelerator")
  void leavesEmbeddings() {
    Placement all = place(33);
    long embeddings = llama.tensor("token_embd.weight").orElseThrow().bytes();

    assertThat(all.isWhole()).isTrue();
    assertThat(all.accelerator().bytes())
        .isEqualTo(
            memory.weights().bytes()
                - embeddings
                + memory.cache().bytes()
                + memory.compute().bytes());
    assertThat(all.host().bytes()).isGreaterThan(embeddings).isLessThan(embeddings + (64 << 20));
  }

  @Test
  @DisplayName("holds a matrix twice that serves as embeddings and output")
  void holdsATiedMatrixTwice() {
    ModelFacts tied = ReferenceModels.named("llama-3.2-1b");
    ModelMemory all = ModelMemory.of(tied, RUN);
    Placement whole = Placement.of(tied, tied.tensors(), ModelShape.of(tied), RUN, all, 17);

    assertThat(whole.accelerator().bytes() + whole.host().bytes())
        .isGreaterThan(
            all.total().bytes() + tied.tensor("token_embd.weight").orElseThrow().bytes());
  }

  @Test
  @DisplayName("grows on the accelerator layer by layer")
  void growsLayerByLayer() {
    for (int layers = 1; layers < 33; layers++) {
      assertThat(place(layers + 1).accelerator()).isGreaterThan(place(layers).accelerator());
      assertThat(place(layers + 1).host()).isLessThan(place(layers).host());
    }
  }

  @Test
  @DisplayName("takes as many layers as the accelerator has room for")
  void takesWhatFits() {
    ByteSize room = ByteSize.ofGiB(8);

    Placement fitting = Placement.fitting(llama, llama.tensors(), shape, RUN, memory, room);

    assertThat(fitting.accelerator()).isLessThanOrEqualTo(room);
    assertThat(place(fitting.layers() + 1).accelerator()).isGreaterThan(room);
  }

  @Test
  void refusesMoreLayersThanThereAre() {
    assertThatThrownBy(() -> place(34)).hasMessageContaining("0 to 33 are allowed");
  }
}
