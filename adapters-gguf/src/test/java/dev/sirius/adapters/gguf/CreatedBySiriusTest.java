package dev.sirius.adapters.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.family.NestedLevels;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Message;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import dev.sirius.core.policy.TierThresholds;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.quantization.block.BlockCodecs;
import dev.sirius.core.quantization.block.Search;
import dev.sirius.core.quantization.convert.ConversionException;
import dev.sirius.core.quantization.convert.ConversionSettings;
import dev.sirius.core.quantization.importance.ImportanceException;
import dev.sirius.core.quantization.importance.MadeUpImportances;
import dev.sirius.core.quantization.rules.QuantizationOptions;
import dev.sirius.core.usecase.CreateModel;
import dev.sirius.core.usecase.CreateOrder;
import dev.sirius.core.usecase.CreatePlan;
import dev.sirius.core.usecase.Created;
import dev.sirius.core.usecase.LevelWeights;
import dev.sirius.core.usecase.QuantizeOrder;
import dev.sirius.core.usecase.QuantizeWeights;
import dev.sirius.core.usecase.Target;
import dev.sirius.core.weights.Arrival;
import dev.sirius.core.weights.Guidance;
import dev.sirius.core.weights.QuantizerChoice;
import dev.sirius.core.weights.WeightsRoute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a model whose weights Sirius quantizes")
class CreatedBySiriusTest {

  private static final Parameter COLD = new Parameter.Fraction(ParameterName.TEMPERATURE, 0f);
  private static final Parameter STOP = new Parameter.Stop("<end>");

  @TempDir Path directory;

  private Path work;
  private Path weights;
  private StoreOfFiles store;
  private CreateModel createModel;

  @BeforeEach
  void install() throws IOException {
    work = directory.resolve("work");
    Path blobs = Files.createDirectory(directory.resolve("blobs"));
    weights = TinyModel.in(blobs);
    store =
        new StoreOfFiles(blobs)
            .with(
                "source",
                "F16",
                weights,
                new Instruction.SystemPrompt("Be brief."),
                new Instruction.Set(COLD),
                new Instruction.Set(STOP),
                new Instruction.Say(new Message(Message.Role.USER, "Who?")),
                new Instruction.License("Its licence"));
    GgufFiles files = new GgufFiles();
    createModel =
        new CreateModel(
            store,
            new NestedLevels(TierThresholds.ORIGINAL),
            new LevelWeights(
                store,
                files,
                new QuantizeWeights(files, files, BlockCodecs.scalar()),
                new PrivateFolders(work),
                Optional.empty()));
  }

  private static CreateOrder order(
      QuantizationType type, QuantizerChoice quantizer, Instruction... changes) {
    return order(type, quantizer, Guidance.NONE, changes);
  }

  private static CreateOrder order(
      QuantizationType type, QuantizerChoice quantizer, Guidance guidance, Instruction... changes) {
    return new CreateOrder(
        new ModelSource.Installed(ModelName.parse("source")),
        ModelName.parse("new"),
        new Target.AtType(type),
        List.of(changes),
        false,
        quantizer,
        guidance,
        Optional.empty());
  }

  private CreatePlan.Ready plan(CreateOrder order) {
    return (CreatePlan.Ready) createModel.plan(order);
  }

  private ModelDescription made(CreateOrder order) {
    createModel.carryOut(plan(order), step -> {});
    return store.show(ModelName.parse("new"));
  }

  private static <T> T known(Fact<T> fact) {
    return fact.toOptional().orElseThrow();
  }

  private void assertNothingLeft() {
    try (Stream<Path> left = Files.list(work)) {
      assertThat(left).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("has its source's everything else, its record of levels first among the licences")
  void equalsItsSource() {
    ModelDescription source = store.show(ModelName.parse("source"));

    ModelDescription made = made(order(QuantizationType.Q2_K, QuantizerChoice.AUTO));

    assertThat(made.system()).isEqualTo(source.system());
    assertThat(made.template()).isEqualTo(source.template());
    assertThat(made.parameters()).isEqualTo(source.parameters());
    assertThat(made.messages()).isEqualTo(source.messages());
    assertThat(known(made.license())).isEqualTo("QUANTIZE Q2_K\nIts licence");
  }

  @Test
  @DisplayName("has the changes in place of what they change, as where Ollama passes things on")
  void changes() {
    Parameter other = new Parameter.Stop("<other>");

    ModelDescription made =
        made(
            order(
                QuantizationType.Q2_K,
                QuantizerChoice.AUTO,
                new Instruction.SystemPrompt("Be long."),
                new Instruction.Set(other)));

    assertThat(known(made.system())).isEqualTo("Be long.");
    assertThat(known(made.parameters())).containsExactlyInAnyOrder(COLD, other);
  }

  @Test
  @DisplayName("is planned to the byte, with nothing changed")
  void planned() {
    CreatePlan.Ready plan = plan(order(QuantizationType.Q2_K, QuantizerChoice.AUTO));

    assertThat(plan.route())
        .isEqualTo(new WeightsRoute.BySirius(QuantizationType.Q2_K, QuantizationType.F16));
    assertThat(plan.bySirius().orElseThrow().weights()).isEqualTo(weights);
    assertThat(plan.bySirius().orElseThrow().quantized().file().size().bytes())
        .isEqualTo(1_492_256);
    assertThat(plan.bySirius().orElseThrow().quantized().loss()).isPresent();
    assertThat(store.created()).isEmpty();
    assertThat(work).doesNotExist();
  }

  @Test
  @DisplayName("is told piece by piece, from a file that is gone afterwards")
  void temporaryFiles() {
    List<String> told = new ArrayList<>();

    Created created =
        createModel.carryOut(
            plan(order(QuantizationType.Q4_K_M, QuantizerChoice.SIRIUS)),
            step -> told.add(step.status()));

    assertThat(told).contains("quantizing token_embd.weight", "quantizing output.weight");
    assertThat(created.arrival()).contains(Arrival.SAME_TENSORS);
    Path given =
        Path.of(
            store.created().get(0).modelfile().last(Instruction.From.class).orElseThrow().source());
    assertThat(given).startsWithRaw(work).doesNotExist();
    assertNothingLeft();
  }

  @Test
  @DisplayName("leaves no file when the store fails")
  void storeFails() {
    store.rewriting(
        bytes -> {
          throw new ModelStoreException(Kind.TIMED_OUT, "no answer");
        });

    assertThatThrownBy(() -> made(order(QuantizationType.Q2_K, QuantizerChoice.AUTO)))
        .isInstanceOf(ModelStoreException.class);
    assertNothingLeft();
  }

  @Test
  @DisplayName("is refused when the store keeps other weights than it was given")
  void otherBytes() {
    store.rewriting(
        bytes -> {
          byte[] changed = bytes.clone();
          changed[changed.length - 40] ^= 1;
          return changed;
        });

    assertThatThrownBy(() -> made(order(QuantizationType.Q2_K, QuantizerChoice.AUTO)))
        .isInstanceOfSatisfying(
            ModelStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN_ANSWER))
        .hasMessageContaining("tensor '")
        .hasMessageContaining("has other bytes");
  }

  @Nested
  @DisplayName("by an importance matrix or with a thorough search")
  class Guided {

    private final Guidance thorough = new Guidance(Optional.empty(), Search.THOROUGH);

    private Guidance importances() {
      try (WeightsReader reader = new GgufFiles().open(weights)) {
        return byFile(
            MadeUpImportances.ofBlocks(
                directory.resolve("importances.dat"), reader.facts().tensors()));
      }
    }

    private Guidance byFile(Path file) {
      return new Guidance(Optional.of(file), Search.REFERENCE);
    }

    /** SHA-256 of the file that was made. */
    private String created(QuantizationType type, Guidance guidance) {
      List<String> digests = new ArrayList<>();
      store.rewriting(
          bytes -> {
            digests.add(sha256(bytes));
            return bytes;
          });
      made(order(type, QuantizerChoice.AUTO, guidance));
      return digests.get(0);
    }

    private String quantized(QuantizationType type, Guidance guidance) {
      GgufFiles files = new GgufFiles();
      return new QuantizeWeights(files, files, BlockCodecs.scalar())
          .carryOut(
              new QuantizeOrder(
                  weights,
                  directory.resolve("quantized.gguf"),
                  type,
                  guidance.importances(),
                  QuantizationOptions.DEFAULT,
                  new ConversionSettings(2, false, guidance.search()),
                  true),
              step -> {})
          .sha256();
    }

    @Test
    @DisplayName("has the weights that quantizing the file so gives, and no others")
    void sameAsQuantize() {
      Guidance importances = importances();

      assertThat(created(QuantizationType.Q2_K_S, importances))
          .isEqualTo(quantized(QuantizationType.Q2_K_S, importances));
    }

    @Test
    @DisplayName("is searched thoroughly when that is asked for, and not else")
    void search() {
      assertThat(created(QuantizationType.Q2_K, thorough))
          .isEqualTo(quantized(QuantizationType.Q2_K, thorough))
          .isNotEqualTo(quantized(QuantizationType.Q2_K, Guidance.NONE));
    }

    @Test
    @DisplayName("is made by Sirius also where Ollama could")
    void notByOllama() {
      assertThat(plan(order(QuantizationType.Q4_K_M, QuantizerChoice.AUTO, thorough)).route())
          .isInstanceOf(WeightsRoute.BySirius.class);
    }

    @Test
    @DisplayName("is not made where nothing is to be quantized")
    void asTheyAre() {
      assertThat(createModel.plan(order(QuantizationType.F16, QuantizerChoice.AUTO, importances())))
          .isEqualTo(
              new CreatePlan.NothingToQuantize(
                  new ModelSource.Installed(ModelName.parse("source")),
                  new WeightsRoute.AsTheyAre(QuantizationType.F16, QuantizationType.F16)));
    }

    @Test
    @DisplayName("is not made by a matrix that is not there, is none, or another model's")
    void wrongMatrix() throws IOException {
      Path none = Files.writeString(directory.resolve("none.dat"), "nothing of the kind");
      Path other =
          MadeUpImportances.in(
              directory.resolve("other.dat"),
              List.of(new TensorInfo("other.weight", List.of(256L, 1L), TensorType.F32)));

      assertThatThrownBy(() -> plan(by(directory.resolve("missing.dat"))))
          .isInstanceOf(ImportanceException.class)
          .hasMessageContaining("there is no file " + directory.resolve("missing.dat"));
      assertThatThrownBy(() -> plan(by(none)))
          .isInstanceOf(ImportanceException.class)
          .hasMessageContaining(none.toString());
      assertThatThrownBy(() -> plan(by(other)))
          .isInstanceOf(ConversionException.class)
          .hasMessageContaining("knows none of the tensors of " + weights);
      assertThat(store.created()).isEmpty();
      assertThat(work).doesNotExist();
    }

    private CreateOrder by(Path matrix) {
      return order(QuantizationType.Q2_K, QuantizerChoice.AUTO, byFile(matrix));
    }

    private String sha256(byte[] bytes) {
      try {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }
  }

  @Nested
  @DisplayName("when Ollama refuses to, against what its version lets expect,")
  class Refused {

    @Test
    @DisplayName("is made all the same where that is left open")
    void auto() {
      store.refusingToQuantize();
      CreatePlan.Ready plan = plan(order(QuantizationType.Q4_K_M, QuantizerChoice.AUTO));
      assertThat(plan.route()).isInstanceOf(WeightsRoute.ByOllama.class);

      Created created = createModel.carryOut(plan, step -> {});

      assertThat(created.plan().route()).isInstanceOf(WeightsRoute.BySirius.class);
      assertThat(created.arrival()).isPresent();
      assertThat(store.created()).hasSize(2);
    }

    @Test
    @DisplayName("is not made where Ollama alone may")
    void ollama() {
      store.refusingToQuantize();
      CreatePlan.Ready plan = plan(order(QuantizationType.Q4_K_M, QuantizerChoice.OLLAMA));

      assertThatThrownBy(() -> createModel.carryOut(plan, step -> {}))
          .isInstanceOfSatisfying(
              ModelStoreException.class,
              e -> assertThat(e.kind()).isEqualTo(Kind.QUANTIZATION_REFUSED));
    }
  }

  @Nested
  @DisplayName("needs weights that are here:")
  class Weights {

    @Test
    @DisplayName("those of another machine are not, and it is said what would help")
    void elsewhere() throws IOException {
      Files.delete(weights);

      assertThatThrownBy(() -> plan(order(QuantizationType.Q2_K, QuantizerChoice.AUTO)))
          .isInstanceOfSatisfying(
              ModelStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOCAL_FILE))
          .hasMessageStartingWith("the weights of source:latest cannot be read here")
          .hasMessageContaining("there is no file " + weights)
          .hasMessageContaining("--weights");
    }

    @Test
    @DisplayName("a copy of the file does as well")
    void copy() throws IOException {
      Path copy = Files.move(weights, directory.resolve("copy.gguf"));
      CreateOrder order =
          new CreateOrder(
              new ModelSource.Installed(ModelName.parse("source")),
              ModelName.parse("new"),
              new Target.AtType(QuantizationType.Q2_K),
              List.of(),
              false,
              QuantizerChoice.AUTO,
              Guidance.NONE,
              Optional.of(copy));

      assertThat(createModel.carryOut(plan(order), step -> {}).arrival())
          .contains(Arrival.SAME_TENSORS);
    }
  }
}
