package dev.sirius.core.usecase.family;

import static dev.sirius.core.quantization.QuantizationType.F16;
import static dev.sirius.core.quantization.QuantizationType.Q2_K;
import static dev.sirius.core.quantization.QuantizationType.Q4_K_M;
import static dev.sirius.core.quantization.QuantizationType.Q6_K;
import static dev.sirius.core.quantization.QuantizationType.Q8_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sirius.core.family.Family;
import dev.sirius.core.family.LevelLines;
import dev.sirius.core.family.port.FamilyLocks;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.gguf.port.WeightsWriter;
import dev.sirius.core.gguf.port.WritePlan;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.InMemoryModelStore;
import dev.sirius.core.usecase.family.FamilyOrder.Materialize;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("making a family of a 16-bit model")
class CreateFamilyTest {

  private static final ModelName SOURCE = ModelName.parse("kjv:fp16");
  private static final ModelName NAME = ModelName.parse("kjv:family");
  private static final Map<QuantizationType, Long> MEBIBYTES =
      Map.of(F16, 1600L, Q8_0, 900L, Q6_K, 700L, Q4_K_M, 500L, Q2_K, 300L);

  private final InMemoryModelStore store =
      new InMemoryModelStore("0.33.0").with("kjv:fp16", "F16", "Public domain");
  private final Set<ModelName> locked = ConcurrentHashMap.newKeySet();
  private final FamilyLocks locks =
      name -> locked.add(name) ? Optional.of(() -> locked.remove(name)) : Optional.empty();
  private long room = 1000;

  private LevelMemory memory() {
    return (model, types, context, environment) -> {
      Map<QuantizationType, ByteSize> needed = new LinkedHashMap<>();
      types.forEach(type -> needed.put(type, ByteSize.ofMiB(MEBIBYTES.get(type))));
      return new LevelMemory.Answer(
          context.orElse(4096L),
          needed,
          types.stream().filter(type -> MEBIBYTES.get(type) <= room).findFirst(),
          true);
    };
  }

  private CreateFamily over(ModelStore models) {
    return new CreateFamily(
        models, new PlanFamily(models, new NoFiles(), memory()), new Maker(models), locks);
  }

  private FamilyPlan create(FamilyOrder order) {
    return over(store).create(order, step -> {});
  }

  private static FamilyOrder order(
      Optional<QuantizationType> primary,
      Optional<QuantizationType> parent,
      Materialize materialize,
      Optional<Long> context,
      boolean replace) {
    return new FamilyOrder(
        new ModelSource.Installed(SOURCE),
        NAME,
        primary,
        parent,
        materialize,
        context,
        List.of(),
        replace,
        Map.of());
  }

  private List<String> installed() {
    return store.list().stream().map(InstalledModel::name).map(ModelName::tag).toList();
  }

  /** All that is asked for is installed. */
  private static final class NoFiles implements WeightsFiles {
    @Override
    public WeightsReader open(Path path) {
      throw new WeightsException(WeightsException.Kind.NOT_FOUND, "there is no file " + path);
    }

    @Override
    public WeightsWriter create(Path target, WritePlan plan) {
      throw new UnsupportedOperationException("nothing is written");
    }
  }

  /** Makes members by name and record, over a store that may fail. */
  private record Maker(ModelStore models) implements MemberMaker {
    @Override
    public void makeParent(
        Family family, ModelSource source, List<Instruction> changes, Consumer<Progress> progress) {
      make(family, source.text(), family.parent().type());
    }

    @Override
    public void makeLevel(Family family, QuantizationType level, Consumer<Progress> progress) {
      make(family, family.member(family.parent().type()).shortForm(), level);
    }

    private void make(Family family, String from, QuantizationType level) {
      String record = LevelLines.render(family.record(level));
      models.create(
          new CreateRequest(
              family.member(level),
              new Modelfile(List.of(new Instruction.From(from), new Instruction.License(record))),
              Optional.of(level)),
          step -> {});
    }
  }

  @Test
  @DisplayName("makes the parent, the level that fits and the next one, and promises the rest")
  void makes() {
    create(FamilyOrder.of(SOURCE, NAME));

    assertThat(installed())
        .containsExactly("fp16", "family-fp16", "family-q8_0", "family", "family-q4_K_M");
    FamilyState family = new ReadFamily(store).read(NAME);
    assertThat(family.current()).contains(Q8_0);
    assertThat(family.family().levels())
        .extracting(level -> level.type())
        .containsExactly(F16, Q8_0, Q4_K_M, Q2_K);
    assertThat(family.parent().level().threshold()).hasToString("1600MiB,ctx=4096");
  }

  @Test
  @DisplayName("records the same in every member, but for the line that names itself")
  void sameRecord() {
    create(
        order(Optional.empty(), Optional.empty(), new Materialize.All(), Optional.empty(), false));

    FamilyState family = new ReadFamily(store).read(NAME);
    for (FamilyMember member : family.members()) {
      assertThat(store.show(member.name()).license().toOptional().orElseThrow())
          .contains(LevelLines.render(family.family().record(member.type())));
    }
  }

  @Test
  @DisplayName("changes nothing the second time, nor after a switch")
  void twice() {
    create(FamilyOrder.of(SOURCE, NAME));
    int orders = store.created().size();

    assertThat(create(FamilyOrder.of(SOURCE, NAME))).isInstanceOf(FamilyPlan.Complete.class);
    store.copy(NAME.withTag("family-q4_K_M"), NAME);
    room = 10_000;
    create(
        order(Optional.empty(), Optional.empty(), new Materialize.Next(), Optional.empty(), false));

    assertThat(new ReadFamily(store).read(NAME).current()).contains(Q4_K_M);
    assertThat(store.created()).hasSize(orders + 1);
  }

  @Test
  @DisplayName("makes a removed parent again")
  void repairsParent() {
    create(FamilyOrder.of(SOURCE, NAME));
    store.delete(NAME.withTag("family-fp16"));

    create(FamilyOrder.of(SOURCE, NAME));

    assertThat(new ReadFamily(store).read(NAME).damages()).isEmpty();
  }

  @Test
  @DisplayName("takes another parent, level and context, when asked")
  void asAsked() {
    create(
        order(
            Optional.of(Q6_K),
            Optional.of(Q8_0),
            new Materialize.Some(List.of(Q2_K)),
            Optional.of(8192L),
            false));

    FamilyState family = new ReadFamily(store).read(NAME);
    assertThat(family.current()).contains(Q6_K);
    assertThat(family.family().levels())
        .extracting(level -> level.type())
        .containsExactly(Q8_0, Q6_K, Q4_K_M, Q2_K);
    assertThat(family.existing())
        .extracting(level -> level.type())
        .containsExactly(Q8_0, Q6_K, Q2_K);
    assertThat(family.parent().level().threshold().contextLength()).contains(8192L);
  }

  @Test
  @DisplayName("makes nothing when nothing fits")
  void nothingFits() {
    room = 10;

    assertThat(create(FamilyOrder.of(SOURCE, NAME))).isInstanceOf(FamilyPlan.NothingFits.class);
    assertThat(installed()).containsExactly("fp16");
  }

  @Test
  @DisplayName("does not make more of a source than it holds")
  void tooFine() {
    store.with("kjv:fp16", "Q8_0", "");

    assertThatThrownBy(
            () ->
                create(
                    order(
                        Optional.of(F16),
                        Optional.empty(),
                        new Materialize.Next(),
                        Optional.empty(),
                        false)))
        .isInstanceOf(FamilyException.class)
        .hasMessageContaining("what was lost does not come back");
  }

  @Nested
  @DisplayName("where models are in the way")
  class InTheWay {

    @Test
    @DisplayName("touches none that is not its own")
    void stranger() {
      store.with("kjv:family-q8_0", "Q8_0", "MIT");

      assertThat(create(FamilyOrder.of(SOURCE, NAME)))
          .asInstanceOf(type(FamilyPlan.NameTaken.class))
          .satisfies(taken -> assertThat(taken.name()).hasToString("kjv:family-q8_0"));
    }

    @Test
    @DisplayName("does not change another family's record, unless it may replace it")
    void otherFamily() {
      create(FamilyOrder.of(SOURCE, NAME));
      FamilyOrder longer =
          order(
              Optional.empty(),
              Optional.of(Q8_0),
              new Materialize.Next(),
              Optional.of(8192L),
              false);

      assertThat(create(longer)).isInstanceOf(FamilyPlan.NameTaken.class);

      create(
          order(
              Optional.empty(),
              Optional.of(Q8_0),
              new Materialize.Next(),
              Optional.of(8192L),
              true));
      FamilyState family = new ReadFamily(store).read(NAME);
      assertThat(family.parent().level().threshold().contextLength()).contains(8192L);
      assertThat(installed()).doesNotContain("family-fp16");
    }
  }

  @Test
  @DisplayName("lets one of two at once win, and the other says so")
  void twoAtOnce() {
    locked.add(NAME);

    assertThatThrownBy(() -> create(FamilyOrder.of(SOURCE, NAME)))
        .isInstanceOfSatisfying(
            FamilyException.class, e -> assertThat(e.kind()).isEqualTo(FamilyException.Kind.BUSY))
        .hasMessageContaining("another sirius is making the family kjv:family");
    assertThat(installed()).containsExactly("fp16");
  }

  @Test
  @DisplayName(
      "broken off at any call, leaves the name at a model that works or at none, and goes on")
  void brokenOff() {
    FamilyOrder order =
        order(Optional.empty(), Optional.empty(), new Materialize.All(), Optional.empty(), false);
    int ends = 0;
    for (int calls = 0; calls < 100; calls++) {
      store.list().stream()
          .map(InstalledModel::name)
          .filter(name -> !name.equals(SOURCE))
          .forEach(store::delete);
      try {
        over(new FailingStore(store, calls)).create(order, step -> {});
        ends = calls;
        break;
      } catch (FailingStore.Killed e) {
        assertThat(locked).as("locks after the end at call " + calls).isEmpty();
      }
      if (installed().contains("family")) {
        assertThat(new ReadFamily(store).read(NAME).current()).contains(Q8_0);
      }
      create(order);
      FamilyState family = new ReadFamily(store).read(NAME);
      assertThat(family.existing()).as("after the end at call " + calls).hasSize(4);
      assertThat(installed())
          .containsExactlyInAnyOrder(
              "fp16", "family", "family-fp16", "family-q8_0", "family-q4_K_M", "family-q2_K");
    }
    assertThat(ends).as("calls that were tried").isGreaterThan(7);
  }
}
