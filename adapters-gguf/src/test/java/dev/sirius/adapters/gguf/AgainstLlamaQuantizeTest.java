package dev.sirius.adapters.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.quantization.rules.QuantizationOptions;
import dev.sirius.core.quantization.rules.QuantizedFile;
import dev.sirius.core.quantization.rules.ReferenceModels;
import dev.sirius.core.quantization.rules.TensorChoice;
import dev.sirius.core.quantization.rules.TensorOverride;
import dev.sirius.core.quantization.rules.TypeRuleException;
import dev.sirius.core.quantization.rules.TypeRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The type rules and sizes beside a real llama-quantize, when one is on the PATH; they follow that
 * of llama.cpp v0.5.0. {@code -Dsirius.cases=N} tries N models instead of 25.
 */
@DisplayName("beside llama-quantize")
@EnabledIf("isOnThePath")
class AgainstLlamaQuantizeTest {

  private static final List<QuantizationType> TARGETS =
      List.of(QuantizationType.values()).stream()
          .filter(type -> type != QuantizationType.NVFP4)
          .toList();

  private static final TensorType[] WISHES = {
    TensorType.Q8_0, TensorType.Q6_K, TensorType.Q4_K, TensorType.IQ4_NL, TensorType.F16
  };

  private static final TensorType[] SMALL_WISHES = {TensorType.F16, TensorType.BF16};

  @TempDir private Path directory;
  private LlamaQuantize reference;

  static boolean isOnThePath() {
    return LlamaQuantize.program().isPresent();
  }

  @BeforeEach
  void find() {
    reference = LlamaQuantize.in(directory);
  }

  @Test
  @DisplayName("the rules choose the same types for models that nobody made, under any options")
  void syntheticModels() throws IOException {
    int cases = Integer.getInteger("sirius.cases", 25);
    List<GgufHeader> headers = new ArrayList<>(ReferenceModels.headers().values());
    Path matrix = importanceMatrix();
    int chosen = 0;
    int refused = 0;
    int notLoaded = 0;
    for (int seed = 0; seed < cases; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ModelFacts facts =
          new SyntheticModels(seed).next(headers.get(random.nextInt(headers.size())));
      Path model = reference.write("model.gguf", facts.metadata(), facts.tensors());
      for (int i = 0; i < 8; i++) {
        QuantizationType target = TARGETS.get(random.nextInt(TARGETS.size()));
        List<String> arguments = new ArrayList<>();
        QuantizationOptions options = options(random, matrix, arguments);
        String what =
            "seed " + seed + ", " + facts.architecture() + " as " + target + " " + arguments;
        Optional<Map<String, String>> expected = reference.chosen(model, target, arguments);
        if (expected.isEmpty() && !reference.refusedByTheRules()) {
          notLoaded++;
          continue;
        }
        assertThat(differences(types(facts, target, options), expected)).as(what).isEmpty();
        chosen += expected.map(Map::size).orElse(0);
        refused += expected.isEmpty() ? 1 : 0;
      }
    }
    assertThat(chosen).isGreaterThan(cases * 100);
    System.getLogger("sirius")
        .log(
            System.Logger.Level.INFO,
            "{0} types equal; refused {1} times by both; {2} times not loaded there",
            chosen,
            refused,
            notLoaded);
  }

  @Test
  @DisplayName("the planned file is the one that is written: length, metadata, tensors")
  void writtenFiles() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    for (var entry : ReferenceModels.headers().entrySet()) {
      GgufHeader header = entry.getValue();
      if (header.fileLength() > 1L << 26) {
        continue;
      }
      Path model = reference.write("model.gguf", header.metadata(), header.tensors());
      for (int i = 0; i < 3; i++) {
        QuantizationType target = TARGETS.get(random.nextInt(TARGETS.size()));
        Optional<Path> written = reference.quantize(model, target);
        if (written.isPresent()) {
          assertSame(entry.getKey() + " as " + target, header.facts(), target, written.get());
        }
      }
    }
  }

  private static void assertSame(
      String what, ModelFacts facts, QuantizationType target, Path written) throws IOException {
    QuantizedFile planned = QuantizedFile.of(facts, target, QuantizationOptions.DEFAULT);
    assertThat(planned.referenceSize().bytes()).as(what).isEqualTo(Files.size(written));
    assertThat(planned.size()).as(what).isEqualTo(planned.referenceSize());
    try (WeightsReader weights = new GgufFiles().open(written)) {
      GgufHeader header = weights.headers().get(0);
      assertThat(header).as(what).isEqualTo(planned.header());
      assertThat(header.metadata().keys()).as(what).isEqualTo(planned.metadata().keys());
    }
  }

  private Path importanceMatrix() throws IOException {
    return reference.write(
        "imatrix.gguf",
        SyntheticModels.importanceMatrix(),
        List.of(
            new TensorInfo("no.weight.counts", List.of(1L, 1L), TensorType.F32),
            new TensorInfo("no.weight.in_sum2", List.of(256L, 1L), TensorType.F32)));
  }

  private static QuantizationOptions options(
      SplittableRandom random, Path matrix, List<String> arguments) {
    QuantizationOptions options = QuantizationOptions.DEFAULT;
    if (random.nextBoolean()) {
      arguments.addAll(List.of("--imatrix", matrix.toString()));
      options = options.withImportanceMatrix(true);
    }
    if (random.nextInt(8) == 0) {
      arguments.add("--pure");
      options = options.withPure(true);
    }
    if (random.nextInt(8) == 0) {
      arguments.add("--leave-output-tensor");
      options = options.withKeepOutput(true);
    }
    // of types with small blocks: a dry run takes others for odd rows too, and the real one aborts
    if (random.nextInt(8) == 0) {
      TensorType type = SMALL_WISHES[random.nextInt(SMALL_WISHES.length)];
      arguments.addAll(List.of("--output-tensor-type", type.label()));
      options = options.withOutputType(type);
    }
    if (random.nextInt(8) == 0) {
      TensorType type = SMALL_WISHES[random.nextInt(SMALL_WISHES.length)];
      arguments.addAll(List.of("--token-embedding-type", type.label()));
      options = options.withEmbeddingType(type);
    }
    if (random.nextInt(4) == 0) {
      List<TensorOverride> overrides = new ArrayList<>();
      for (String pattern : List.of("blk\\.[0-3]\\.attn_v", "ffn_down", "token_embd|output$")) {
        if (random.nextBoolean()) {
          String wish = pattern + "=" + WISHES[random.nextInt(WISHES.length)].label();
          arguments.addAll(List.of("--tensor-type", wish));
          overrides.add(TensorOverride.parse(wish));
        }
      }
      options = options.withOverrides(overrides);
    }
    return options;
  }

  private static List<String> differences(
      Optional<Map<String, String>> ours, Optional<Map<String, String>> expected) {
    if (ours.isEmpty() || expected.isEmpty()) {
      return ours.equals(expected) ? List.of() : List.of("only one of the two refuses");
    }
    if (!List.copyOf(ours.get().keySet()).equals(List.copyOf(expected.get().keySet()))) {
      return List.of("the tensors or their order differ");
    }
    return ours.get().entrySet().stream()
        .filter(choice -> !choice.getValue().equals(expected.get().get(choice.getKey())))
        .map(choice -> choice + " is " + expected.get().get(choice.getKey()) + " there")
        .toList();
  }

  private static Optional<Map<String, String>> types(
      ModelFacts facts, QuantizationType target, QuantizationOptions options) {
    try {
      Map<String, String> types = new LinkedHashMap<>();
      for (TensorChoice choice : new TypeRules(target, options).choose(facts)) {
        types.put(choice.source().name(), choice.type().label());
      }
      return Optional.of(types);
    } catch (TypeRuleException | MetadataException e) {
      return Optional.empty();
    }
  }
}
