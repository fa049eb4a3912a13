package dev.sirius.adapters.ollama.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.GenerateRequest;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.MetadataValue;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.model.port.OllamaContract;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import dev.sirius.core.size.ByteSize;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The contract, and what only HTTP can tell. */
abstract class HttpContract extends OllamaContract {

  private static final ModelName MODEL = ModelName.parse("sirius-contract-http");

  private static void create(Ways ways, Instruction... instructions) {
    Modelfile modelfile = Modelfile.from(ways.weights().toString());
    for (Instruction instruction : instructions) {
      modelfile = modelfile.with(instruction);
    }
    ways.store().create(new CreateRequest(MODEL, modelfile, Optional.empty()), step -> {});
  }

  @Test
  @DisplayName("tells exact sizes, metadata and, from 0.6.1 on, tensors")
  void exactFacts() {
    Ways ways = opened();
    create(ways);
    try {
      InstalledModel listed =
          ways.store().list().stream()
              .filter(model -> model.name().sameAs(MODEL))
              .findFirst()
              .orElseThrow();
      assertThat(listed.size().toOptional())
          .hasValueSatisfying(
              size -> assertThat(size).isGreaterThan(new ByteSize(7_379_000)).isLessThan(mega(8)));
      assertThat(listed.modifiedAt().isKnown()).isTrue();
      assertThat(listed.quantization().toOptional()).contains("F16");

      ModelDescription model = ways.store().show(MODEL);
      Map<String, MetadataValue> metadata = model.metadata().toOptional().orElseThrow();
      assertThat(metadata)
          .containsEntry("llama.block_count", new MetadataValue.Numeric(new BigDecimal(4)))
          .containsEntry("general.architecture", new MetadataValue.Text("llama"));
      if (ways.store().version().toOptional().orElseThrow().isAtLeast(0, 6, 1)) {
        assertThat(model.tensors().toOptional().orElseThrow())
            .hasSize(39)
            .filteredOn(tensor -> tensor.name().equals("blk.0.attn_k.weight"))
            .singleElement()
            .satisfies(
                tensor -> {
                  assertThat(tensor.type()).isEqualTo("F16");
                  assertThat(tensor.shape()).isEqualTo(List.of(256L, 128L));
                });
      } else {
        assertThat(model.tensors().origin()).contains("from 0.6.1 on");
      }
    } finally {
      ways.store().delete(MODEL);
    }
  }

  private static ByteSize mega(long count) {
    return new ByteSize(count * 1_000_000);
  }

  @Test
  @DisplayName("does not take an answer for whole that a repetitive model broke off")
  void repetition() {
    Ways ways = opened();
    create(
        ways,
        new Instruction.Template("{{ .Prompt }}"),
        new Instruction.Set(new Parameter.WholeNumber(ParameterName.NUM_THREAD, 1)),
        new Instruction.Set(new Parameter.Fraction(ParameterName.TEMPERATURE, 0f)),
        new Instruction.Set(new Parameter.Fraction(ParameterName.REPEAT_PENALTY, 0.01f)),
        new Instruction.Set(new Parameter.WholeNumber(ParameterName.REPEAT_LAST_N, 1)));
    try {
      assertThatExceptionOfType(ModelStoreException.class)
          .isThrownBy(
              () ->
                  ways.runner().orElseThrow().generate(new GenerateRequest(MODEL, "and the", 100)))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN_ANSWER))
          .withMessageContaining("when a model says the same more than 30 times");
    } finally {
      ways.store().delete(MODEL);
    }
  }
}
