package dev.sirius.core.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sirius.core.family.ModelLevels;
import dev.sirius.core.family.NestedLevels;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.policy.TierThresholds;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.weights.WeightsRoute;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("creating a model at a level")
class CreateModelTest {

  private final InMemoryModelStore store =
      new InMemoryModelStore("0.33.3")
          .with("llama:f16", "F16", "Base licence")
          .with("llama:q4", "Q4_K_M", "")
          .with("odd:latest", "unknown", "");
  private final CreateModel createModel =
      new CreateModel(store, new NestedLevels(TierThresholds.ORIGINAL));

  private static CreateOrder order(String base, String name, Level level) {
    return new CreateOrder(
        ModelName.parse(base), ModelName.parse(name), new Target.AtLevel(level), List.of(), false);
  }

  private CreatePlan plan(String base, Level level) {
    return createModel.plan(order(base, "new:one", level));
  }

  @Nested
  class FromAnUnquantizedModel {

    @Test
    void asksOllamaToQuantize() {
      assertThat(plan("llama:f16", Level.MOBILE))
          .asInstanceOf(type(CreatePlan.Ready.class))
          .satisfies(
              ready -> {
                assertThat(ready.route())
                    .isEqualTo(
                        new WeightsRoute.ByOllama(QuantizationType.Q4_K_M, QuantizationType.F16));
                assertThat(ready.request().quantize()).contains(QuantizationType.Q4_K_M);
              });
    }

    @Test
    void leavesTheWeightsAtTheHighestLevel() {
      assertThat(plan("llama:f16", Level.HIGH))
          .asInstanceOf(type(CreatePlan.Ready.class))
          .satisfies(ready -> assertThat(ready.request().quantize()).isEmpty());
    }

    @Test
    void saysWhatOllamaMakesInsteadOfTheTiniest() {
      assertThat(plan("llama:f16", Level.TINY))
          .asInstanceOf(type(CreatePlan.LevelUnreachable.class))
          .satisfies(
              unreachable -> {
                assertThat(unreachable.route().why())
                    .isEqualTo("Ollama 0.33.3 makes Q8_0, Q4_K_M, Q4_K_S, not Q2_K");
                assertThat(unreachable.route().waysOut())
                    .first()
                    .asString()
                    .startsWith("--type Q4_K_S ");
              });
    }

    @Test
    void recordsItsLevelsInOneMoreLicence() {
      CreatePlan.Ready ready = (CreatePlan.Ready) plan("llama:f16", Level.MEDIUM);
      createModel.carryOut(ready, step -> {});

      ModelLevels levels = ModelLevels.of(store.show(ModelName.parse("new:one")));
      assertThat(levels.recorded()).contains(ready.levels());
      assertThat(levels.recorded().orElseThrow().primary()).isEqualTo("Q8_0");
      assertThat(store.show(ModelName.parse("new:one")).license().toOptional().orElseThrow())
          .startsWith("Base licence");
    }
  }

  @Nested
  class FromAQuantizedModel {

    @Test
    void usesItsWeightsWhereTheyAreAtOrBelowTheLevel() {
      assertThat(plan("llama:q4", Level.MEDIUM))
          .asInstanceOf(type(CreatePlan.Ready.class))
          .satisfies(
              ready -> {
                assertThat(ready.request().quantize()).isEmpty();
                assertThat(ready.levels().primary()).isEqualTo("Q4_K_M");
              });
    }

    @Test
    void cannotGoBelowIt() {
      assertThat(plan("llama:q4", Level.TINY))
          .asInstanceOf(type(CreatePlan.LevelUnreachable.class))
          .satisfies(
              unreachable -> {
                assertThat(unreachable.route().why())
                    .isEqualTo("llama:q4 is Q4_K_M, and Ollama quantizes only F16 and BF16 models");
                assertThat(unreachable.route().waysOut())
                    .last()
                    .asString()
                    .endsWith("usually tagged like llama:q4-q2_K");
              });
    }
  }

  @Test
  void doesNotPretendToKnowAnUnknownQuantization() {
    assertThat(plan("odd", Level.MOBILE))
        .asInstanceOf(type(CreatePlan.LevelUnreachable.class))
        .satisfies(
            unreachable ->
                assertThat(unreachable.route().why())
                    .contains("not known: Ollama reports the quantization 'unknown'"));
  }

  @Test
  void doesNotOverwriteUnasked() {
    assertThat(createModel.plan(order("llama:f16", "LLAMA:Q4", Level.MEDIUM)))
        .isEqualTo(new CreatePlan.NameTaken(ModelName.parse("LLAMA:Q4")));
  }

  @Test
  void overwritesWhenAskedTo() {
    CreateOrder order =
        new CreateOrder(
            ModelName.parse("llama:f16"),
            ModelName.parse("llama:q4"),
            new Target.AtType(QuantizationType.Q8_0),
            List.of(),
            true);

    assertThat(createModel.plan(order))
        .asInstanceOf(type(CreatePlan.Ready.class))
        .satisfies(ready -> assertThat(ready.replaces()).isTrue());
  }

  @Test
  void carriesTheOrderedChanges() {
    CreateOrder order =
        new CreateOrder(
            ModelName.parse("llama:f16"),
            ModelName.parse("new:one"),
            new Target.AtLevel(Level.MEDIUM),
            List.of(new Instruction.SystemPrompt("Be brief.")),
            false);

    CreatePlan.Ready ready = (CreatePlan.Ready) createModel.plan(order);
    assertThat(ready.request().modelfile().last(Instruction.SystemPrompt.class))
        .contains(new Instruction.SystemPrompt("Be brief."));
  }

  @Test
  void saysThatTheBaseIsMissing() {
    assertThatThrownBy(() -> plan("nothing", Level.MEDIUM))
        .isInstanceOfSatisfying(
            ModelStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
  }

  @Test
  void refusesToMakeAModelFromItself() {
    assertThatThrownBy(() -> order("llama:f16", "Llama:F16", Level.MEDIUM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has its base's name");
  }

  @Test
  void refusesToEmptyATextThatOllamaWouldKeep() {
    for (Instruction empty :
        List.of(new Instruction.SystemPrompt(""), new Instruction.Template(""))) {
      assertThatThrownBy(
              () ->
                  new CreateOrder(
                      ModelName.parse("llama:f16"),
                      ModelName.parse("new:one"),
                      new Target.AtLevel(Level.MEDIUM),
                      List.of(empty),
                      false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Ollama would leave that of llama:f16 in place");
    }
  }

  @Test
  void planningChangesNothing() {
    plan("llama:f16", Level.MEDIUM);

    assertThat(store.created()).isEmpty();
  }
}
