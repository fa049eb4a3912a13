package dev.sirius.core.model.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.GenerateRequest;
import dev.sirius.core.model.Generation;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.RunningModel;
import dev.sirius.core.model.TinyParts;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the core may expect of an Ollama, whichever way it is reached: of a real one, or of one that
 * says again what a real one said.
 *
 * <p>Each test is a conversation of its own, that leaves no model behind. The names of its models
 * begin with {@code sirius-contract-}.
 */
public abstract class OllamaContract {

  /** The file of the model that all are made from: 3.7 million parameters, F16. */
  public static final String WEIGHTS = "tiny-kjv-f16.gguf";

  private static final ModelName BASE = name("base");
  private static final ModelName DERIVED = name("derived");
  private static final ModelName ABSENT = name("absent");

  private static final String TEMPLATE = "{{ if .System }}{{ .System }}\n{{ end }}{{ .Prompt }}";
  private static final String SYSTEM = "You are \"S\", who answers\n  in verses.\nFROM elsewhere";
  private static final String LICENSE = "The first licence.\n\nIt has 3 lines.";
  private static final List<Message> MESSAGES =
      List.of(
          new Message(Message.Role.USER, "Hello"),
          new Message(Message.Role.ASSISTANT, "Hi,\nfriend"));
  private static final List<Parameter> PARAMETERS =
      List.of(
          new Parameter.WholeNumber(ParameterName.NUM_CTX, 256),
          new Parameter.WholeNumber(ParameterName.NUM_THREAD, 1),
          new Parameter.WholeNumber(ParameterName.SEED, 7),
          new Parameter.WholeNumber(ParameterName.NUM_PREDICT, 12),
          new Parameter.Fraction(ParameterName.TEMPERATURE, 0.25f),
          new Parameter.Stop("two words"),
          new Parameter.Stop("\"quoted\""));

  @TempDir private Path directory;

  private ModelStore store;
  private Optional<ModelRunner> runner;
  private Path weights;

  /**
   * The ways to one Ollama.
   *
   * @param runner runs models; empty when there is no server, which then also quantizes and
   *     downloads nothing
   * @param weights the file of {@link #WEIGHTS}
   */
  public record Ways(ModelStore store, Optional<ModelRunner> runner, Path weights) {

    public Ways(ModelStore store, ModelRunner runner, Path weights) {
      this(store, Optional.of(runner), weights);
    }

    /** A store without a server. */
    public static Ways withoutServer(ModelStore store, Path weights) {
      return new Ways(store, Optional.empty(), weights);
    }
  }

  /**
   * Opens a conversation.
   *
   * @param conversation its name, different for each test
   */
  protected abstract Ways open(String conversation);

  /** The ways of the conversation that is open. */
  protected final Ways opened() {
    return new Ways(store, runner, weights);
  }

  @BeforeEach
  void openConversation(TestInfo test) {
    Ways ways = open(test.getTestMethod().orElseThrow().getName());
    store = ways.store();
    runner = ways.runner();
    weights = ways.weights();
  }

  @Test
  @DisplayName("says which version it is, or that there is no server")
  void version() {
    Fact<OllamaVersion> version = store.version();

    assertThat(version.isKnown()).as(version.origin()).isEqualTo(hasServer());
    version
        .toOptional()
        .ifPresent(stated -> assertThat(stated.isAtLeast(0, 5, 0)).as("%s", stated).isTrue());
  }

  private boolean hasServer() {
    return runner.isPresent();
  }

  @Test
  @DisplayName("makes a model from a file, which then is as it was ordered")
  void createFromFile() {
    List<Progress> steps = new ArrayList<>();
    store.create(base(), steps::add);
    try {
      assertThat(steps).extracting(Progress::status).endsWith("success").hasSizeGreaterThan(2);
      ModelDescription model = store.show(BASE);

      assertThat(known(model.quantizationType())).isEqualTo(QuantizationType.F16);
      assertThat(known(model.architecture())).isEqualTo("llama");
      assertThat(known(model.parameterSize())).isEqualTo("3.67M");
      assertThat(known(model.contextLength())).isEqualTo(256);
      assertThat(known(model.embeddingLength())).isEqualTo(256);
      assertThat(known(model.template())).isEqualTo(TEMPLATE);
      assertThat(known(model.system())).isEqualTo(SYSTEM);
      assertThat(known(model.license())).isEqualTo(LICENSE);
      assertThat(known(model.parameters())).containsExactlyElementsOf(PARAMETERS);
      assertThat(known(model.messages())).isEqualTo(MESSAGES);
      assertThat(known(model.renderer())).isEmpty();
      assertThat(known(model.parser())).isEmpty();
      assertThat(known(model.requires())).isEmpty();
      assertThat(known(model.parts())).isEmpty();
      assertThat(known(model.modelfile()))
          .contains("TEMPLATE ")
          .containsPattern("MESSAGE user (\"\"\")?Hello");
    } finally {
      store.delete(BASE);
    }
  }

  @Test
  @DisplayName("puts a model in the place of another of its name")
  void replace() {
    store.create(base(), step -> {});
    try {
      Modelfile other =
          Modelfile.from(weights.toString()).with(new Instruction.SystemPrompt("Be brief."));
      store.create(new CreateRequest(BASE, other, Optional.empty()), step -> {});

      ModelDescription model = store.show(BASE);
      assertThat(known(model.system())).isEqualTo("Be brief.");
      assertThat(known(model.license())).isEmpty();
      assertThat(known(model.messages())).isEmpty();
      assertThat(installed()).containsOnlyOnce(BASE);
    } finally {
      store.delete(BASE);
    }
  }

  @Test
  @DisplayName("lists a model with its name, its id and its size as people read it")
  void list() {
    store.create(base(), step -> {});
    try {
      InstalledModel model =
          store.list().stream()
              .filter(listed -> listed.name().sameAs(BASE))
              .findFirst()
              .orElseThrow();

      assertThat(model.id()).matches("[0-9a-f]{12}");
      assertThat(model.sizeText()).isEqualTo("7.4 MB");
    } finally {
      store.delete(BASE);
    }
  }

  @Test
  @DisplayName("makes a model from another, equal to it in all that was not ordered to change")
  void createFromModel() {
    store.create(base(), step -> {});
    try {
      Modelfile changes =
          Modelfile.from(BASE.shortForm()).with(new Instruction.License("QUANTIZE Q4_K_M"));
      List<Progress> steps = new ArrayList<>();
      store.create(
          new CreateRequest(DERIVED, changes, ifQuantized(QuantizationType.Q4_K_M)), steps::add);
      assertThat(steps)
          .extracting(Progress::status)
          .contains("writing manifest")
          .endsWith("success");

      ModelDescription derived = store.show(DERIVED);

      assertEqualButForWeights(derived, store.show(BASE), "\nQUANTIZE Q4_K_M");
      assertThat(known(derived.quantizationType()))
          .isEqualTo(ifQuantized(QuantizationType.Q4_K_M).orElse(QuantizationType.F16));
    } finally {
      store.delete(DERIVED);
      store.delete(BASE);
    }
  }

  @Test
  @DisplayName("hands on projector, adapter, renderer, parser and required version as well")
  void createFromModelWithParts() {
    TinyParts.in(directory);
    Optional<OllamaVersion> version = store.version().toOptional();
    List<Instruction> instructions = new ArrayList<>(base().modelfile().instructions());
    instructions.add(new Instruction.From(directory.resolve(TinyParts.PROJECTOR).toString()));
    instructions.add(new Instruction.Adapter(directory.resolve(TinyParts.ADAPTER).toString()));
    boolean hasRenderers = version.map(stated -> stated.isAtLeast(0, 12, 7)).orElse(true);
    boolean hasRequires = version.map(stated -> stated.isAtLeast(0, 14, 0)).orElse(true);
    if (hasRenderers) {
      instructions.add(new Instruction.Renderer("qwen3-coder"));
      instructions.add(new Instruction.Parser("qwen3-coder"));
    }
    if (hasRequires) {
      instructions.add(new Instruction.Requires("0.14.0"));
    }
    store.create(
        new CreateRequest(BASE, new Modelfile(instructions), Optional.empty()), step -> {});
    try {
      ModelDescription base = store.show(BASE);
      assertThat(known(base.parts())).containsExactlyInAnyOrder("projector", "adapter");
      assertThat(known(base.renderer())).isEqualTo(hasRenderers ? "qwen3-coder" : "");
      assertThat(known(base.parser())).isEqualTo(hasRenderers ? "qwen3-coder" : "");
      assertThat(known(base.requires())).isEqualTo(hasRequires ? "0.14.0" : "");
      store.create(
          new CreateRequest(
              DERIVED, Modelfile.from(BASE.shortForm()), ifQuantized(QuantizationType.Q8_0)),
          step -> {});

      ModelDescription derived = store.show(DERIVED);

      assertEqualButForWeights(derived, base, "");
      assertThat(known(derived.quantizationType()))
          .isEqualTo(ifQuantized(QuantizationType.Q8_0).orElse(QuantizationType.F16));
    } finally {
      store.delete(DERIVED);
      store.delete(BASE);
    }
  }

  /** What is asked of a server, and of a store without one nothing. */
  private Optional<QuantizationType> ifQuantized(QuantizationType type) {
    return hasServer() ? Optional.of(type) : Optional.empty();
  }

  private static void assertEqualButForWeights(
      ModelDescription derived, ModelDescription base, String moreLicense) {
    assertThat(known(derived.template())).isEqualTo(known(base.template()));
    assertThat(known(derived.system())).isEqualTo(known(base.system()));
    assertThat(known(derived.parameters())).isEqualTo(known(base.parameters()));
    assertThat(known(derived.messages())).isEqualTo(known(base.messages()));
    assertThat(known(derived.license())).isEqualTo(known(base.license()) + moreLicense);
    assertThat(known(derived.renderer())).isEqualTo(known(base.renderer()));
    assertThat(known(derived.parser())).isEqualTo(known(base.parser()));
    assertThat(known(derived.requires())).isEqualTo(known(base.requires()));
    assertThat(known(derived.parts())).isEqualTo(known(base.parts()));
    assertThat(known(derived.architecture())).isEqualTo(known(base.architecture()));
    assertThat(known(derived.parameterSize())).isEqualTo(known(base.parameterSize()));
    assertThat(known(derived.contextLength())).isEqualTo(known(base.contextLength()));
    assertThat(derived.capabilities().toOptional()).isEqualTo(base.capabilities().toOptional());
  }

  @Test
  @DisplayName("answers with its timings, shows what is loaded, and unloads it")
  void generate() {
    assumeThat(runner).as("a server").isPresent();
    ModelRunner server = runner.orElseThrow();
    store.create(base(), step -> {});
    try {
      Generation answer =
          server.generate(new GenerateRequest(BASE, "--help: In the beginning", 12));

      assertThat(answer.text()).isNotBlank();
      assertThat(known(answer.answerTokens())).isBetween(1, 12);
      assertThat(known(answer.promptTokens())).isPositive();
      assertThat(known(answer.total())).isGreaterThan(known(answer.answerTime()));
      RunningModel loaded = running(server).orElseThrow();
      assertThat(loaded.id()).matches("[0-9a-f]{12}");
      assertThat(loaded.processor()).matches("100% [CG]PU|\\d+%/\\d+% CPU/GPU");
      assertThat(loaded.sizeText()).matches("[0-9.]+ [KMG]B");
      server.unload(BASE);
      assertThat(running(server)).isEmpty();
    } finally {
      store.delete(BASE);
    }
  }

  private static Optional<RunningModel> running(ModelRunner server) {
    return server.running().stream().filter(loaded -> loaded.name().sameAs(BASE)).findFirst();
  }

  @Test
  @DisplayName("gives a model a second name, and takes it away")
  void copyAndDelete() {
    store.create(base(), step -> {});
    try {
      store.copy(BASE, DERIVED);
      assertThat(installed()).contains(BASE, DERIVED);

      store.delete(DERIVED);
      assertThat(installed()).contains(BASE).doesNotContain(DERIVED);
    } finally {
      store.delete(BASE);
    }
  }

  private List<ModelName> installed() {
    return store.list().stream().map(InstalledModel::name).toList();
  }

  @Test
  @DisplayName("does not find what is not installed")
  void absent() {
    assertFailure(Kind.NOT_FOUND, () -> store.show(ABSENT));
    assertFailure(Kind.NOT_FOUND, () -> store.delete(ABSENT));
    assertFailure(Kind.NOT_FOUND, () -> store.copy(ABSENT, DERIVED));
    runner.ifPresent(
        server -> {
          assertFailure(Kind.NOT_FOUND, () -> server.unload(ABSENT));
          assertFailure(
              Kind.NOT_FOUND, () -> server.generate(new GenerateRequest(ABSENT, "hi", 1)));
        });
    assertFailure(
        Kind.NOT_FOUND,
        () ->
            store.create(
                new CreateRequest(DERIVED, Modelfile.from(ABSENT.shortForm()), Optional.empty()),
                step -> {}));
  }

  @Test
  @DisplayName("does not quantize what is quantized already")
  void quantizeAgain() {
    assumeThat(runner).as("a server").isPresent();
    store.create(base(Optional.of(QuantizationType.Q8_0)), step -> {});
    try {
      assertFailure(
          Kind.QUANTIZATION_REFUSED,
          () ->
              store.create(
                  new CreateRequest(
                      DERIVED,
                      Modelfile.from(BASE.shortForm()),
                      Optional.of(QuantizationType.Q4_K_M)),
                  step -> {}));
      assertFailure(Kind.NOT_FOUND, () -> store.show(DERIVED));
    } finally {
      store.delete(BASE);
    }
  }

  @Test
  @DisplayName("changes one parameter of a model made from another, and no other")
  void changeOneParameter() {
    store.create(base(), step -> {});
    try {
      Modelfile changes =
          Modelfile.from(BASE.shortForm())
              .with(new Instruction.Set(new Parameter.WholeNumber(ParameterName.NUM_CTX, 128)));
      store.create(new CreateRequest(DERIVED, changes, Optional.empty()), step -> {});

      List<Parameter> expected = new ArrayList<>(PARAMETERS);
      expected.set(0, new Parameter.WholeNumber(ParameterName.NUM_CTX, 128));
      ModelDescription derived = store.show(DERIVED);
      assertThat(known(derived.parameters())).containsExactlyElementsOf(expected);
      assertThat(known(derived.quantizationType())).isEqualTo(QuantizationType.F16);
      assertThat(known(derived.license())).isEqualTo(LICENSE);
    } finally {
      store.delete(DERIVED);
      store.delete(BASE);
    }
  }

  @Test
  @DisplayName("refuses a type that its quantizer does not make")
  void quantizeToUnmade() {
    boolean makesAll =
        store.version().toOptional().map(version -> !version.isAtLeast(0, 7, 0)).orElse(false);
    store.create(base(), step -> {});
    try {
      if (!makesAll) {
        assertFailure(
            Kind.QUANTIZATION_REFUSED,
            () ->
                store.create(
                    new CreateRequest(
                        DERIVED,
                        Modelfile.from(BASE.shortForm()),
                        Optional.of(QuantizationType.Q2_K)),
                    step -> {}));
        assertThat(installed()).doesNotContain(DERIVED);
      }
    } finally {
      store.delete(BASE);
    }
  }

  @Test
  @DisplayName("names a file that is not there, and makes nothing")
  void missingFile() {
    String path = weights.resolveSibling("none.gguf").toString();

    assertFailure(
        Kind.LOCAL_FILE,
        () ->
            store.create(
                new CreateRequest(DERIVED, Modelfile.from(path), Optional.empty()), step -> {}));
    assertThat(installed()).doesNotContain(DERIVED);
  }

  @Test
  @DisplayName("pulls nothing from a registry that does not answer, or names what it cannot do")
  void pull() {
    ModelName elsewhere = ModelName.parse("127.0.0.1:9/library/" + ABSENT.model());

    assertThatThrownBy(() -> store.pull(elsewhere, step -> {}))
        .isInstanceOf(ModelStoreException.class)
        .hasMessageContaining(hasServer() ? "connection refused" : "cannot download " + elsewhere);
  }

  private CreateRequest base() {
    return base(Optional.empty());
  }

  private CreateRequest base(Optional<QuantizationType> type) {
    List<Instruction> instructions = new ArrayList<>();
    instructions.add(new Instruction.From(weights.toString()));
    instructions.add(new Instruction.Template(TEMPLATE));
    instructions.add(new Instruction.SystemPrompt(SYSTEM));
    PARAMETERS.forEach(parameter -> instructions.add(new Instruction.Set(parameter)));
    instructions.add(new Instruction.License(LICENSE));
    MESSAGES.forEach(message -> instructions.add(new Instruction.Say(message)));
    return new CreateRequest(BASE, new Modelfile(instructions), type);
  }

  private static void assertFailure(Kind kind, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            ModelStoreException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .message()
        .isNotBlank()
        .doesNotContain("\n");
  }

  private static <T> T known(Fact<T> fact) {
    return fact.toOptional().orElseThrow(() -> new AssertionError(fact.origin()));
  }

  private static ModelName name(String suffix) {
    return ModelName.parse("sirius-contract-" + suffix);
  }
}
