package dev.sirius.adapters.gguf;

import static dev.sirius.core.quantization.QuantizationType.F16;
import static dev.sirius.core.quantization.QuantizationType.Q2_K;
import static dev.sirius.core.quantization.QuantizationType.Q4_K_M;
import static dev.sirius.core.quantization.QuantizationType.Q8_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.family.LevelLines;
import dev.sirius.core.family.Lineage;
import dev.sirius.core.family.port.FamilyLocks;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.gguf.port.WeightsWriter;
import dev.sirius.core.gguf.port.WritePlan;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.block.BlockCodecs;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.LevelWeights;
import dev.sirius.core.usecase.QuantizeWeights;
import dev.sirius.core.usecase.family.CreateFamily;
import dev.sirius.core.usecase.family.ExportFamily;
import dev.sirius.core.usecase.family.FamilyException;
import dev.sirius.core.usecase.family.FamilyOrder;
import dev.sirius.core.usecase.family.FamilyPlan;
import dev.sirius.core.usecase.family.FamilyState;
import dev.sirius.core.usecase.family.ImportFamily;
import dev.sirius.core.usecase.family.LevelMembers;
import dev.sirius.core.usecase.family.LevelMemory;
import dev.sirius.core.usecase.family.PlanFamily;
import dev.sirius.core.usecase.family.ReadFamily;
import dev.sirius.core.usecase.family.VerifyLevels;
import dev.sirius.core.usecase.family.VerifyLevels.Verified;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a family whose weights Sirius makes")
class FamilyOfFilesTest {

  private static final ModelName NAME = ModelName.parse("tiny:family");
  private static final FamilyLocks LOCKS = name -> Optional.of(() -> {});

  @TempDir Path directory;

  private final GgufFiles files = new GgufFiles();
  private final QuantizeWeights quantize = new QuantizeWeights(files, files, BlockCodecs.scalar());
  private Path blobs;
  private StoreOfFiles store;

  @BeforeEach
  void install() throws IOException {
    blobs = Files.createDirectory(directory.resolve("blobs"));
    store = emptyStore();
    store.with(
        "tiny:f16",
        "F16",
        TinyModel.in(blobs),
        new Instruction.SystemPrompt("Be brief."),
        new Instruction.Set(new Parameter.Stop("<end>")),
        new Instruction.License("Its licence"));
  }

  private StoreOfFiles emptyStore() {
    return new StoreOfFiles(blobs);
  }

  /** All levels fit, and take as many MiB as the type has bits. */
  private static LevelMemory.Answer memory(
      ModelDescription model,
      List<QuantizationType> types,
      Optional<Long> context,
      Map<String, String> environment) {
    Map<QuantizationType, ByteSize> needed = new LinkedHashMap<>();
    types.forEach(type -> needed.put(type, ByteSize.ofMiB((long) type.bitsPerWeight())));
    return new LevelMemory.Answer(context.orElse(256L), needed, types.stream().findFirst(), true);
  }

  private CreateFamily createFamily() {
    LevelWeights weights =
        new LevelWeights(
            store,
            files,
            quantize,
            new PrivateFolders(directory.resolve("work")),
            Optional.empty());
    return new CreateFamily(
        store,
        new PlanFamily(store, files, FamilyOfFilesTest::memory),
        new LevelMembers(store, weights, files, "0.1"),
        LOCKS);
  }

  private FamilyState make(Optional<QuantizationType> parent) {
    createFamily()
        .create(
            new FamilyOrder(
                new ModelSource.Installed(ModelName.parse("tiny:f16")),
                NAME,
                Optional.empty(),
                parent,
                new FamilyOrder.Materialize.All(),
                Optional.empty(),
                List.of(),
                false,
                Map.of()),
            step -> {});
    return new ReadFamily(store).read(NAME);
  }

  private WeightsReader open(QuantizationType type, FamilyState family) {
    return files.open(LevelWeights.weightsOf(store.show(family.member(type).orElseThrow().name())));
  }

  @Test
  @DisplayName("has all that its source has in every member, and its own record first")
  void carriesAll() {
    FamilyState family = make(Optional.of(Q8_0));

    for (QuantizationType type : List.of(Q8_0, Q4_K_M, Q2_K)) {
      ModelDescription member = store.show(family.member(type).orElseThrow().name());
      assertThat(member.system().toOptional()).contains("Be brief.");
      assertThat(member.parameters().toOptional().orElseThrow())
          .containsExactly(new Parameter.Stop("<end>"));
      assertThat(member.license().toOptional())
          .contains(LevelLines.render(family.family().record(type)) + "\nIts licence");
    }
  }

  @Test
  @DisplayName("shares its source's weights where the parent is of its type")
  void sharesWeights() {
    FamilyState family = make(Optional.empty());

    assertThat(LevelWeights.weightsOf(store.show(family.parent().name())))
        .isEqualTo(LevelWeights.weightsOf(store.show(ModelName.parse("tiny:f16"))));
    assertThat(family.family().parent().type()).isEqualTo(F16);
  }

  @Test
  @DisplayName("says in the weights where they are from, each level from the parent")
  void lineage() {
    FamilyState family = make(Optional.of(Q8_0));

    try (WeightsReader parent = open(Q8_0, family);
        WeightsReader level = open(Q2_K, family)) {
      Lineage ofParent = Lineage.of(parent.facts().metadata()::string).orElseThrow();
      Lineage ofLevel = Lineage.of(level.facts().metadata()::string).orElseThrow();
      assertThat(ofParent.parentType()).isEqualTo(F16);
      assertThat(ofLevel.parentType()).isEqualTo(Q8_0);
      assertThat(ofLevel.level()).isEqualTo(Q2_K);
      assertThat(ofLevel.version()).isEqualTo("0.1");
      assertThat(ofLevel.parentTensors()).isNotEqualTo(ofParent.parentTensors());
    }
  }

  @Test
  @DisplayName("is verified by making it once more, and a single changed byte is found")
  void verified() throws IOException {
    FamilyState family = make(Optional.of(Q8_0));
    VerifyLevels verify = new VerifyLevels(store, files, quantize);

    assertThat(verify.verify(family, step -> {}))
        .hasSize(2)
        .allMatch(Verified::isSame)
        .allMatch(Verified::isOfThisParent);

    Path level = LevelWeights.weightsOf(store.show(NAME.withTag("family-q4_K_M")));
    try (RandomAccessFile file = new RandomAccessFile(level.toFile(), "rw")) {
      file.seek(file.length() - 40);
      int old = file.read();
      file.seek(file.length() - 40);
      file.write(old ^ 1);
    }
    List<Verified> after = verify.verify(family, step -> {});
    assertThat(after.get(0).isSame()).isFalse();
    assertThat(after.get(0).different()).hasSize(1);
    assertThat(after.get(1).isSame()).isTrue();
  }

  @Test
  @DisplayName("is carried in one file, and made of it elsewhere with the same tensors")
  void carried() {
    FamilyState family = make(Optional.of(Q8_0));
    Path file = directory.resolve("family.gguf");
    new ExportFamily(store, files).export(family, file, false, step -> {});
    ModelDescription before = store.show(NAME.withTag("family-q4_K_M"));

    store = emptyStore();
    FamilyPlan plan = importFrom(file, Optional.empty());

    assertThat(plan).isInstanceOf(FamilyPlan.Ready.class);
    FamilyState imported = new ReadFamily(store).read(NAME);
    assertThat(imported.family()).isEqualTo(family.family());
    assertThat(imported.current()).contains(Q8_0);
    assertThat(imported.existing()).extracting(level -> level.type()).containsExactly(Q8_0, Q4_K_M);
    ModelDescription after = store.show(NAME.withTag("family-q4_K_M"));
    assertThat(after.license()).isEqualTo(before.license());
    assertThat(after.system()).isEqualTo(before.system());
    assertThat(after.parameters()).isEqualTo(before.parameters());
    assertThat(new VerifyLevels(store, files, quantize).verify(imported, step -> {}))
        .singleElement()
        .matches(Verified::isSame)
        .matches(Verified::isOfThisParent);
    assertThat(importFrom(file, Optional.empty())).isInstanceOf(FamilyPlan.Complete.class);
  }

  private FamilyPlan importFrom(Path file, Optional<ModelName> name) {
    return new ImportFamily(store, files, LOCKS, createFamily())
        .importFrom(file, name, Optional.empty(), false, Map.of(), step -> {});
  }

  @Test
  @DisplayName("is not made of a file that names other files of this machine")
  void hostileFile() {
    FamilyState family = make(Optional.of(Q8_0));
    Path honest = directory.resolve("family.gguf");
    new ExportFamily(store, files).export(family, honest, false, step -> {});
    for (String line : List.of("FROM /etc/passwd", "FROM ./this-file\nADAPTER /etc/passwd")) {
      Path hostile = directory.resolve("hostile.gguf");
      rewrite(honest, hostile, line);

      assertThatThrownBy(() -> importFrom(hostile, Optional.of(ModelName.parse("x:y"))))
          .isInstanceOf(FamilyException.class)
          .hasMessageContaining("carries no family");
    }
    assertThat(store.list()).noneMatch(model -> model.name().model().equals("x"));
  }

  private void rewrite(Path from, Path to, String modelfile) {
    try (WeightsReader source = files.open(from);
        WeightsWriter writer =
            files.create(
                to,
                new WritePlan(
                    source
                        .facts()
                        .metadata()
                        .with("general.sirius.export.modelfile", GgufValue.Text.of(modelfile)),
                    source.facts().tensors(),
                    Optional.of(source),
                    true))) {
      for (var tensor : source.facts().tensors()) {
        byte[] data = new byte[Math.toIntExact(tensor.bytes())];
        source.read(tensor, 0, data, 0, data.length);
        writer.write(data, 0, data.length);
      }
      writer.commit();
    }
  }

  @Test
  @DisplayName("is not made of a file that carries none")
  void noFamily() {
    Path plain = LevelWeights.weightsOf(store.show(ModelName.parse("tiny:f16")));

    assertThatThrownBy(() -> importFrom(plain, Optional.empty()))
        .isInstanceOf(FamilyException.class)
        .hasMessageContaining("general.sirius.export.family");
  }
}
