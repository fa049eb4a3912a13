package dev.sirius.core.plan.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.plan.ReferenceModels;
import dev.sirius.core.plan.shape.ModelShape;
import dev.sirius.core.quantization.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("the memory of a running model, against what llama.cpp v0.5.0 projects,")
class ModelMemoryTest {

  private static final long MIB = 1 << 20;

  private static RunOptions run(
      String context, String batch, String parallel, String cache, String flashAttention) {
    TensorType type = TensorType.named(cache).orElseThrow();
    return new RunOptions(
        Long.parseLong(context),
        Integer.parseInt(batch),
        Integer.parseInt(parallel),
        false,
        type,
        type,
        FlashAttention.valueOf(flashAttention.toUpperCase(Locale.ROOT)),
        Integer.parseInt(batch));
  }

  @Nested
  @DisplayName("for 9 real models in 315 configurations")
  class RealModels {

    private final List<String[]> rows = ReferenceModels.rows("memory.csv");

    private ModelMemory memory(String[] row) {
      ModelFacts facts = ReferenceModels.named(row[0]);
      List<TensorInfo> tensors =
          ReferenceModels.uniformly(facts, TensorType.named(row[1]).orElseThrow());
      return ModelMemory.of(
          facts, tensors, ModelShape.of(facts), run(row[2], row[3], "1", row[4], row[5]));
    }

    @Test
    @DisplayName("has the weights, the caches and the compute buffer to the mebibyte")
    void agrees() {
      assertThat(rows).hasSize(315);
      SoftAssertions all = new SoftAssertions();
      for (String[] row : rows) {
        String name = String.join(" ", row);
        ModelMemory memory = memory(row);
        all.assertThat(memory.weights().bytes() / MIB)
            .as("weights of %s", name)
            .isEqualTo(Long.parseLong(row[6]));
        all.assertThat(memory.cache().bytes() / MIB)
            .as("cache of %s", name)
            .isEqualTo(Long.parseLong(row[7]));
        all.assertThat(memory.compute().bytes() / MIB)
            .as("compute buffer of %s", name)
            .isEqualTo(Long.parseLong(row[8]));
        all.assertThat(memory.modelling()).as(name).isEqualTo(Modelling.FULL);
      }
      all.assertAll();
    }
  }

  @Nested
  @DisplayName("for small models of the architectures")
  class Architectures {

    @Test
    @DisplayName("has weights and caches of all 64, or says that they are not modelled")
    void agreesOnWeightsAndCaches() {
      Set<String> modelled = new TreeSet<>();
      SoftAssertions all = new SoftAssertions();
      for (String[] row : ReferenceModels.rows("archs-memory.csv")) {
        ModelFacts facts = ReferenceModels.named(row[0]);
        ModelMemory memory = ModelMemory.of(facts, run(row[1], row[2], "1", row[3], row[4]));
        if (memory.modelling() == Modelling.WEIGHTS) {
          continue;
        }
        modelled.add(row[0]);
        all.assertThat(memory.weights().bytes() / MIB)
            .as("weights of %s", row[0])
            .isEqualTo(Long.parseLong(row[5]));
        all.assertThat(memory.cache().bytes() / MIB)
            .as("cache of %s at %s", row[0], row[1])
            .isEqualTo(Long.parseLong(row[6]));
        if (memory.modelling() == Modelling.FULL) {
          all.assertThat(memory.compute().bytes() / MIB)
              .as("compute buffer of %s at %s", row[0], row[1])
              .isEqualTo(Long.parseLong(row[7]));
        }
      }
      all.assertAll();
      assertThat(modelled).hasSize(64);
    }

    @Test
    @DisplayName("agrees in other configurations: quantized caches, parallel requests, no fusing")
    void agreesElsewhere() {
      SoftAssertions all = new SoftAssertions();
      List<String> exact = new ArrayList<>();
      int fully = 0;
      for (String[] row : ReferenceModels.rows("more-memory.csv")) {
        ModelFacts facts = ReferenceModels.named(row[0]);
        ModelMemory memory = ModelMemory.of(facts, run(row[1], row[2], row[3], row[4], row[5]));
        String name = String.join(" ", row);
        all.assertThat(memory.cache().bytes() / MIB)
            .as("cache of %s", name)
            .isEqualTo(Long.parseLong(row[6]));
        if (memory.modelling() == Modelling.FULL) {
          fully++;
          long projected = Long.parseLong(row[7]);
          long difference = Math.abs(memory.compute().bytes() - projected);
          if (difference == 0) {
            exact.add(name);
          }
          all.assertThat(difference)
              .as("error of the compute buffer of %s, which is %d bytes", name, projected)
              .isLessThanOrEqualTo(Math.max(2 * MIB, projected / 50));
        } else {
          all.assertThat(memory.most()).as(name).isEmpty();
          all.assertThat(memory.least().bytes())
              .as("least of %s", name)
              .isLessThan(
                  memory.weights().bytes()
                      + memory.cache().bytes()
                      + memory.output().bytes()
                      + Long.parseLong(row[7]));
        }
      }
      all.assertAll();
      assertThat(fully).isGreaterThan(560);
      assertThat(exact).hasSizeGreaterThan(500);
    }
  }

  @Test
  @DisplayName("is at least the weights, and says so, when the architecture is not known")
  void neverPretends() {
    ModelFacts llama = ReferenceModels.named("llama-3.2-1b");
    ModelFacts unknown = new ModelFacts("llama-of-the-future", llama.metadata(), llama.tensors());
    ModelFacts renamed = new ModelFacts("llama-of-the-future", renamed(llama), unknown.tensors());

    ModelMemory memory = ModelMemory.of(renamed, RunOptions.of(4096, 512));

    assertThat(memory.modelling()).isEqualTo(Modelling.WEIGHTS);
    assertThat(memory.least()).isEqualTo(memory.weights());
    assertThat(memory.most()).isEmpty();
    assertThat(memory.total()).isGreaterThan(memory.weights());
    assertThat(memory.modelling().text()).contains("not modelled").contains("at least");
  }

  private static dev.sirius.core.gguf.Metadata renamed(ModelFacts facts) {
    dev.sirius.core.gguf.Metadata metadata = dev.sirius.core.gguf.Metadata.EMPTY;
    for (String key : facts.metadata().keys()) {
      metadata =
          metadata.with(
              key.replace("llama.", "llama-of-the-future."),
              facts.metadata().get(key).orElseThrow());
    }
    return metadata;
  }
}
