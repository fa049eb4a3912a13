package dev.sirius.core.usecase.family;

import static dev.sirius.core.quantization.QuantizationType.Q2_K;
import static dev.sirius.core.quantization.QuantizationType.Q4_K_M;
import static dev.sirius.core.quantization.QuantizationType.Q8_0;

import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.Limit;
import dev.sirius.core.device.Memory;
import dev.sirius.core.device.Platform;
import dev.sirius.core.device.Processor;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.family.Family;
import dev.sirius.core.family.FamilyLevel;
import dev.sirius.core.family.LevelLines;
import dev.sirius.core.family.Threshold;
import dev.sirius.core.model.GenerateRequest;
import dev.sirius.core.model.Generation;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.RunningModel;
import dev.sirius.core.model.port.ModelRunner;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.InMemoryModelStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A server with a family of three levels, a device whose memory is scripted, and a clock that goes
 * on only when told.
 */
final class FamilyWorld {

  static final ModelName NAME = ModelName.parse("kjv:tiny");
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Family FAMILY =
      new Family(NAME, List.of(level(Q8_0, 900), level(Q4_K_M, 500), level(Q2_K, 300)));

  final InMemoryModelStore store = new InMemoryModelStore("0.33.0");
  final Runner runner = new Runner();
  final SettableClock clock = new SettableClock();
  final List<QuantizationType> made = new ArrayList<>();
  final List<StepEvent> events = new ArrayList<>();
  final MemberMaker maker = new Maker();
  LongSupplier freeMebibytes = () -> 4096;

  static FamilyLevel level(QuantizationType type, long mebibytes) {
    return new FamilyLevel(type, Threshold.at(ByteSize.ofMiB(mebibytes), 4096));
  }

  /** Installs the members of these types; the first one is the primary too. */
  static FamilyWorld with(QuantizationType... types) {
    FamilyWorld world = new FamilyWorld();
    for (QuantizationType type : types) {
      world.install(type);
    }
    world.store.copy(FAMILY.member(types[0]), NAME);
    return world;
  }

  void install(QuantizationType type) {
    store.with(
        FAMILY.member(type).shortForm(), type.label(), LevelLines.render(FAMILY.record(type)));
  }

  SwitchLevel switchLevel() {
    return new SwitchLevel(
        store, Optional.of(runner), maker, name -> Optional.of(() -> {}), memory(), clock);
  }

  FreeMemory memory() {
    return new FreeMemory(
        aspects ->
            new DeviceProfile(
                new Memory(
                    Fact.known(ByteSize.ofMiB(8192), "test"),
                    Fact.known(ByteSize.ofMiB(freeMebibytes.getAsLong()), "test"),
                    Fact.known(Limit.none(), "test")),
                Processor.unknown("test"),
                Fact.known(List.of(), "test"),
                Platform.unknown("test")),
        Optional.of(runner));
  }

  QuantizationType current() {
    return new ReadFamily(store).read(NAME).current().orElseThrow();
  }

  /** Makes members that are but a type and a record. */
  private final class Maker implements MemberMaker {
    @Override
    public void makeParent(
        Family family, ModelSource source, List<Instruction> changes, Consumer<Progress> progress) {
      throw new UnsupportedOperationException("the parent is there");
    }

    @Override
    public void makeLevel(Family family, QuantizationType level, Consumer<Progress> progress) {
      made.add(level);
      install(level);
    }
  }

  /** What runs; loaded and unloaded by name. */
  static final class Runner implements ModelRunner {

    final List<ModelName> loaded = new ArrayList<>();
    final List<ModelName> unloaded = new ArrayList<>();
    boolean busy;
    long mebibytes;

    @Override
    public List<RunningModel> running() {
      return loaded.stream()
          .map(
              name ->
                  new RunningModel(
                      name,
                      "0123456789ab",
                      Fact.known(ByteSize.ofMiB(mebibytes), "test"),
                      "7 MB",
                      "100% CPU",
                      Fact.known(4096, "test"),
                      Fact.unknown("test")))
          .toList();
    }

    @Override
    public Generation generate(GenerateRequest request) {
      throw new UnsupportedOperationException("nothing is asked here");
    }

    @Override
    public void unload(ModelName name) {
      if (busy) {
        throw new ModelStoreException(Kind.TIMED_OUT, name + " is still answering");
      }
      loaded.removeIf(name::sameAs);
      unloaded.add(name);
    }
  }

  /** A clock that goes on only when told. */
  static final class SettableClock extends Clock {
    private Instant now = START;

    void advance(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
