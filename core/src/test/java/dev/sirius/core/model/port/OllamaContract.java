package dev.sirius.core.model.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.GenerateRequest;
import dev.sirius.core.model.Generation;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.RunningModel;
import dev.sirius.core.model.TensorDescription;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Message;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import dev.sirius.core.quantization.QuantizationType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every way to Ollama does alike. Each test is a scenario of its own that leaves nothing
 * behind, so that it can be replayed from what a real Ollama once said.
 */
public abstract class OllamaContract {

  /** A way to Ollama that is open for one scenario. */
  public interface Way extends AutoCloseable {

    ModelStore store();

    /** The runner; empty for a way that runs no models. */
    Optional<ModelRunner> runner();

    @Override
    void close();
  }

  /** Whatever only a test may do. */
  @FunctionalInterface
  private interface Scenario {
    void play(ModelStore store, Optional<ModelRunner> runner);
  }

  private static final ModelName SOURCE = ModelName.parse("sirius-contract:source");
  private static final ModelName MADE = ModelName.parse("sirius-contract:made");
  private static final ModelName ABSENT = ModelName.parse("sirius-contract:absent");
  private static final String TEMPLATE = "{{ .System }}\n{{ .Prompt }}";
  private static final String SYSTEM = "Speak as \"the prophets\" did.\nBe brief.";

  @TempDir Path directory;

  /**
   * Opens a way.
   *
   * @param scenario a word that names the test, for recordings
   */
  protected abstract Way open(String scenario);

  private void play(String name, Scenario scenario) {
    try (Way way = open(name)) {
      scenario.play(way.store(), way.runner());
    }
  }

  private Modelfile everything() {
    return Modelfile.from(TinyModel.in(directory).toString())
        .with(new Instruction.Template(TEMPLATE))
        .with(new Instruction.SystemPrompt(SYSTEM))
        .with(new Instruction.Set(new Parameter.WholeNumber(ParameterName.NUM_CTX, 256)))
        .with(new Instruction.Set(new Parameter.WholeNumber(ParameterName.SEED, 42)))
        .with(new Instruction.Set(new Parameter.Fraction(ParameterName.TEMPERATURE, 0.25f)))
        .with(new Instruction.Set(new Parameter.Stop("And it came")))
        .with(new Instruction.Set(new Parameter.Stop("<end>")))
        .with(new Instruction.License("The text is in the public domain.\nThe weights are CC0."))
        .with(new Instruction.Say(new Message(Message.Role.USER, "In the beginning")))
        .with(new Instruction.Say(new Message(Message.Role.ASSISTANT, "God created")));
  }

  private void makeSource(ModelStore store) {
    store.create(new CreateRequest(SOURCE, everything(), Optional.empty()), step -> {});
  }

  private static List<ModelName> names(ModelStore store) {
    return store.list().stream().map(InstalledModel::name).toList();
  }

  private static void assertFails(Kind kind, ThrowingCallable action) {
    assertThatExceptionOfType(ModelStoreException.class)
        .isThrownBy(action)
        .satisfies(
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e).message().isNotBlank().doesNotContain("\n");
            });
  }

  @Test
  @DisplayName("a model from a file carries all that its Modelfile says")
  void createFromFile() {
    play(
        "create-from-file",
        (store, runner) -> {
          List<Progress> steps = new ArrayList<>();
          store.create(new CreateRequest(SOURCE, everything(), Optional.empty()), steps::add);

          assertThat(steps).extracting(Progress::status).contains("success");
          ModelDescription shown = store.show(SOURCE);
          assertThat(shown.architecture().toOptional()).contains("llama");
          assertThat(shown.quantization().toOptional()).contains("F16");
          assertThat(shown.contextLength().toOptional()).contains(256L);
          assertThat(shown.embeddingLength().toOptional()).contains(256L);
          assertThat(shown.template().toOptional()).contains(TEMPLATE);
          assertThat(shown.system().toOptional()).contains(SYSTEM);
          assertThat(shown.parameters().toOptional().orElseThrow())
              .containsExactly(
                  new Parameter.WholeNumber(ParameterName.NUM_CTX, 256),
                  new Parameter.WholeNumber(ParameterName.SEED, 42),
                  new Parameter.Fraction(ParameterName.TEMPERATURE, 0.25f),
                  new Parameter.Stop("And it came"),
                  new Parameter.Stop("<end>"));
          assertThat(shown.license().toOptional().orElseThrow())
              .isEqualTo("The text is in the public domain.\nThe weights are CC0.");
          assertThat(shown.messages().toOptional().orElseThrow())
              .containsExactly(
                  new Message(Message.Role.USER, "In the beginning"),
                  new Message(Message.Role.ASSISTANT, "God created"));
          assertThat(shown.parts().toOptional().orElseThrow()).isEmpty();
          assertThat(names(store)).contains(SOURCE);
          store.delete(SOURCE);
          assertThat(names(store)).doesNotContain(SOURCE);
        });
  }

  @Test
  @DisplayName("a model from a model equals it in all that was not asked to change")
  void createFromModel() {
    play(
        "create-from-model",
        (store, runner) -> {
          makeSource(store);
          Modelfile changes =
              Modelfile.from(SOURCE.shortForm())
                  .with(new Instruction.License("QUANTIZE F16"))
                  .with(new Instruction.Set(new Parameter.WholeNumber(ParameterName.NUM_CTX, 128)));
          store.create(new CreateRequest(MADE, changes, Optional.empty()), step -> {});

          ModelDescription source = store.show(SOURCE);
          ModelDescription made = store.show(MADE);
          assertSameButWeights(made, source);
          assertThat(made.quantization()).isEqualTo(source.quantization());
          assertThat(made.parameters().toOptional().orElseThrow())
              .contains(new Parameter.WholeNumber(ParameterName.NUM_CTX, 128))
              .contains(new Parameter.WholeNumber(ParameterName.SEED, 42))
              .contains(new Parameter.Stop("And it came"), new Parameter.Stop("<end>"));
          store.delete(MADE);
          store.delete(SOURCE);
        });
  }

  @Test
  @DisplayName("Ollama quantizes a 16-bit model, and the rest stays")
  void quantize() {
    play(
        "quantize",
        (store, runner) -> {
          if (runner.isEmpty()) {
            return;
          }
          makeSource(store);
          Modelfile modelfile =
              Modelfile.from(SOURCE.shortForm()).with(new Instruction.License("QUANTIZE Q4_K_M"));
          List<Progress> steps = new ArrayList<>();
          store.create(
              new CreateRequest(MADE, modelfile, Optional.of(QuantizationType.Q4_K_M)), steps::add);

          assertThat(steps).extracting(Progress::status).contains("success");
          ModelDescription source = store.show(SOURCE);
          ModelDescription made = store.show(MADE);
          assertThat(made.quantization().toOptional()).contains("Q4_K_M");
          assertSameButWeights(made, source);
          assertThat(made.parameters()).isEqualTo(source.parameters());
          made.tensors()
              .toOptional()
              .ifPresent(
                  tensors ->
                      assertThat(tensors)
                          .filteredOn(tensor -> tensor.name().equals("blk.0.attn_q.weight"))
                          .extracting(TensorDescription::type)
                          .containsExactly("Q4_K"));
          store.delete(MADE);
          store.delete(SOURCE);
        });
  }

  private static void assertSameButWeights(ModelDescription made, ModelDescription source) {
    assertThat(made.architecture()).isEqualTo(source.architecture());
    assertThat(made.contextLength()).isEqualTo(source.contextLength());
    assertThat(made.template()).isEqualTo(source.template());
    assertThat(made.system()).isEqualTo(source.system());
    assertThat(made.messages().toOptional()).isEqualTo(source.messages().toOptional());
    assertThat(made.renderer().toOptional()).isEqualTo(source.renderer().toOptional());
    assertThat(made.parser().toOptional()).isEqualTo(source.parser().toOptional());
    assertThat(made.requires().toOptional()).isEqualTo(source.requires().toOptional());
    assertThat(made.parts()).isEqualTo(source.parts());
    assertThat(made.license().toOptional().orElseThrow())
        .contains(source.license().toOptional().orElseThrow())
        .contains("QUANTIZE ");
  }

  @Test
  @DisplayName("Ollama refuses a type that it cannot make, and a source that is quantized already")
  void refusedQuantization() {
    play(
        "refused-quantization",
        (store, runner) -> {
          boolean makesAll = runner.isPresent() && !store.version().isAtLeast(0, 7, 0);
          makeSource(store);
          Modelfile fromSource = Modelfile.from(SOURCE.shortForm());
          if (!makesAll) {
            assertFails(
                Kind.QUANTIZATION_REFUSED,
                () ->
                    store.create(
                        new CreateRequest(MADE, fromSource, Optional.of(QuantizationType.Q2_K)),
                        step -> {}));
          }
          if (runner.isPresent()) {
            store.create(
                new CreateRequest(MADE, fromSource, Optional.of(QuantizationType.Q8_0)),
                step -> {});
            Modelfile fromMade = Modelfile.from(MADE.shortForm());
            assertFails(
                Kind.QUANTIZATION_REFUSED,
                () ->
                    store.create(
                        new CreateRequest(ABSENT, fromMade, Optional.of(QuantizationType.Q4_K_M)),
                        step -> {}));
            store.delete(MADE);
          }
          assertThat(names(store)).doesNotContain(ABSENT, MADE);
          store.delete(SOURCE);
        });
  }

  @Test
  @DisplayName("a copy is the same model under a second name")
  void copy() {
    play(
        "copy",
        (store, runner) -> {
          makeSource(store);
          store.copy(SOURCE, MADE);

          assertThat(store.list())
              .filteredOn(model -> model.name().model().equals("sirius-contract"))
              .hasSize(2)
              .extracting(InstalledModel::id)
              .containsOnly(
                  store.list().stream()
                      .filter(model -> model.name().sameAs(SOURCE))
                      .findFirst()
                      .orElseThrow()
                      .id());
          store.delete(SOURCE);
          assertThat(store.show(MADE).template().toOptional()).contains(TEMPLATE);
          store.delete(MADE);
        });
  }

  @Test
  @DisplayName("a name that is not installed is not found, whatever is asked of it")
  void unknownModel() {
    play(
        "unknown-model",
        (store, runner) -> {
          assertFails(Kind.NOT_FOUND, () -> store.show(ABSENT));
          assertFails(Kind.NOT_FOUND, () -> store.delete(ABSENT));
          assertFails(Kind.NOT_FOUND, () -> store.copy(ABSENT, MADE));
          assertFails(
              Kind.NOT_FOUND,
              () ->
                  store.create(
                      new CreateRequest(MADE, Modelfile.from(ABSENT.shortForm()), Optional.empty()),
                      step -> {}));
          if (runner.isPresent()) {
            assertFails(Kind.NOT_FOUND, () -> runner.get().unload(ABSENT));
            assertFails(
                Kind.NOT_FOUND,
                () -> runner.get().generate(new GenerateRequest(ABSENT, "In the", 4)));
          }
          assertThat(names(store)).doesNotContain(ABSENT, MADE);
        });
  }

  @Test
  @DisplayName("a file that is not there is named, and nothing is made")
  void missingFile() {
    play(
        "missing-file",
        (store, runner) -> {
          String path = directory.resolve("none.gguf").toString();
          assertFails(
              Kind.LOCAL_FILE,
              () ->
                  store.create(
                      new CreateRequest(MADE, Modelfile.from(path), Optional.empty()), step -> {}));
          assertThat(names(store)).doesNotContain(MADE);
        });
  }

  @Test
  @DisplayName("the version is one that this suite knows")
  void version() {
    play(
        "version",
        (store, runner) -> {
          if (runner.isPresent()) {
            OllamaVersion version = store.version();
            assertThat(version.isAtLeast(0, 5, 5)).isTrue();
          }
        });
  }

  @Test
  @DisplayName("a model answers, is running then, and is unloaded when told so")
  void generate() {
    play(
        "generate",
        (store, runner) -> {
          if (runner.isEmpty()) {
            return;
          }
          Modelfile brief =
              Modelfile.from(TinyModel.in(directory).toString())
                  .with(
                      new Instruction.Set(new Parameter.WholeNumber(ParameterName.NUM_PREDICT, 8)))
                  .with(new Instruction.Set(new Parameter.Fraction(ParameterName.TEMPERATURE, 0f)));
          store.create(new CreateRequest(SOURCE, brief, Optional.empty()), step -> {});
          Generation answer =
              runner.get().generate(new GenerateRequest(SOURCE, "In the beginning", 8));

          assertThat(answer.text()).isNotBlank();
          assertThat(answer.answerTokens().toOptional().orElseThrow()).isBetween(1, 9);
          assertThat(answer.promptTokens().toOptional().orElseThrow()).isPositive();
          assertThat(answer.answerTime().toOptional().orElseThrow()).isPositive();
          assertThat(answer.total().toOptional().orElseThrow()).isPositive();
          assertThat(runner.get().running()).extracting(RunningModel::name).contains(SOURCE);
          runner.get().unload(SOURCE);
          assertThat(runner.get().running()).extracting(RunningModel::name).doesNotContain(SOURCE);
          store.delete(SOURCE);
        });
  }
}
