package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.Family;
import dev.sirius.core.family.FamilyLevel;
import dev.sirius.core.family.Threshold;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.usecase.ReadBase;
import dev.sirius.core.usecase.family.FamilyOrder.Materialize;
import dev.sirius.core.weights.RoutePlanner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Works out what an order for a family comes to; changes nothing. */
public final class PlanFamily {

  private final ModelStore store;
  private final ReadBase bases;
  private final ReadFamily families;
  private final LevelMemory memory;

  /**
   * @param store the models
   * @param files the files that families can be made of
   * @param memory works out what each level takes
   */
  public PlanFamily(ModelStore store, WeightsFiles files, LevelMemory memory) {
    this.store = requireNonNull(store, "store");
    this.bases = new ReadBase(store, files);
    this.families = new ReadFamily(store);
    this.memory = requireNonNull(memory, "memory");
  }

  /**
   * Plans a family.
   *
   * <p>Where a family of that name exists that has the same levels and thresholds as this order
   * would give them, or whose parent is the source, only what it lacks is made, and it stays at the
   * level that it is at.
   *
   * @throws ModelStoreException {@code NOT_FOUND} when the source is not installed
   * @throws FamilyException {@code NO_LEVEL} when a level that is asked for cannot be made of the
   *     source
   */
  public FamilyPlan plan(FamilyOrder order) {
    ModelDescription source = bases.read(order.source());
    QuantizationType sourceType = sourceType(source);
    QuantizationType parent = parent(order, sourceType);
    List<InstalledModel> installed = store.list();
    Optional<FamilyState> existing = existing(order.name());
    if (existing.isPresent()) {
      Optional<FamilyPlan> goOn = goOn(order, source, sourceType, parent, existing.get());
      if (goOn.isPresent()) {
        return goOn.get();
      }
    }
    List<QuantizationType> types = types(order, parent);
    LevelMemory.Answer answer = memory(order, source, types, context(order, source));
    Family family = family(order, types, answer);
    Optional<FamilyPlan> inTheWay = inTheWay(order, family, existing, installed);
    if (inTheWay.isPresent()) {
      return inTheWay.get();
    }
    Optional<QuantizationType> best =
        order.primary().or(() -> answer.best().or(() -> highest(family, answer)));
    if (best.isEmpty()) {
      return new FamilyPlan.NothingFits(order.source(), family);
    }
    QuantizationType primary = best.get();
    List<ModelName> obsolete =
        existing.stream()
            .flatMap(old -> old.members().stream())
            .filter(member -> member.exists() && family.level(member.type()).isEmpty())
            .map(FamilyMember::name)
            .toList();
    return new FamilyPlan.Ready(
        order.source(),
        sourceType,
        family,
        primary,
        true,
        toMake(order.materialize(), family, primary),
        true,
        obsolete,
        changes(order));
  }

  /** Where the memory is not known, the level that suits most devices. */
  private static Optional<QuantizationType> highest(Family family, LevelMemory.Answer answer) {
    return answer.certain()
        ? Optional.empty()
        : family.levels().stream()
            .map(FamilyLevel::type)
            .filter(type -> type.isAtOrBelow(Level.MOBILE.type()))
            .findFirst()
            .or(() -> Optional.of(family.levels().get(family.levels().size() - 1).type()));
  }

  private static QuantizationType sourceType(ModelDescription source) {
    return RoutePlanner.sourceType(source)
        .fold(
            (type, origin) -> type,
            reason -> {
              throw new FamilyException(
                  FamilyException.Kind.NOT_KNOWN,
                  "what type the weights of " + source.name() + " are is not known: " + reason);
            });
  }

  private static QuantizationType parent(FamilyOrder order, QuantizationType source) {
    QuantizationType usual = source == QuantizationType.F32 ? QuantizationType.F16 : source;
    QuantizationType parent = order.parent().orElse(usual);
    Stream.concat(Stream.of(parent), order.primary().stream())
        .filter(type -> !type.isAtOrBelow(source))
        .findFirst()
        .ifPresent(
            type -> {
              throw tooFine(order.source(), source, type);
            });
    return parent;
  }

  private static FamilyException tooFine(
      ModelSource source, QuantizationType sourceType, QuantizationType wanted) {
    return new FamilyException(
        FamilyException.Kind.NO_LEVEL,
        source
            + " is "
            + sourceType.label()
            + ", and "
            + wanted.label()
            + " holds more: what was lost does not come back; take "
            + sourceType.label()
            + " or less, or a finer source");
  }

  private Optional<FamilyState> existing(ModelName name) {
    try {
      return families.find(name).filter(family -> family.name().sameAs(name));
    } catch (ModelStoreException e) {
      if (e.kind() == ModelStoreException.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** What a family that exists still lacks; empty when it is not the one that is ordered. */
  private Optional<FamilyPlan> goOn(
      FamilyOrder order,
      ModelDescription source,
      QuantizationType sourceType,
      QuantizationType parent,
      FamilyState existing) {
    Family family = existing.family();
    List<QuantizationType> types = family.levels().stream().map(FamilyLevel::type).toList();
    Optional<Long> context = family.parent().threshold().contextLength();
    boolean asWished =
        (order.parent().isEmpty() || order.parent().get() == family.parent().type())
            && family.parent().type().isAtOrBelow(parent)
            && wished(order).allMatch(types::contains)
            && (order.context().isEmpty() || order.context().equals(context));
    if (!asWished) {
      return Optional.empty();
    }
    LevelMemory.Answer answer = memory(order, source, types, context);
    boolean ofItself =
        order.source() instanceof ModelSource.Installed installed
            && installed.name().sameAs(family.member(family.parent().type()));
    if (!ofItself
        && !(answer.needed().keySet().containsAll(types)
            && family.equals(family(order, types, answer)))) {
      return Optional.empty();
    }
    QuantizationType primary =
        existing
            .current()
            .or(order::primary)
            .or(answer::best)
            .or(() -> highest(family, answer))
            .orElseGet(() -> types.get(types.size() - 1));
    List<QuantizationType> toMake =
        toMake(order.materialize(), family, primary).stream()
            .filter(type -> !existing.member(type).orElseThrow().exists())
            .toList();
    boolean parentMissing = !existing.parent().exists();
    boolean toPoint = existing.primary().isEmpty();
    return Optional.of(
        toMake.isEmpty() && !parentMissing && !toPoint
            ? new FamilyPlan.Complete(existing)
            : new FamilyPlan.Ready(
                order.source(),
                sourceType,
                family,
                primary,
                parentMissing,
                toMake,
                toPoint,
                List.of(),
                changes(order)));
  }

  /** The levels that are asked for by name. */
  private static Stream<QuantizationType> wished(FamilyOrder order) {
    Stream<QuantizationType> some =
        order.materialize() instanceof Materialize.Some listed
            ? listed.types().stream()
            : Stream.empty();
    return Stream.concat(order.primary().stream(), some);
  }

  /** The parent, what is asked for by name, and of the four levels those that lie between. */
  private static List<QuantizationType> types(FamilyOrder order, QuantizationType parent) {
    List<QuantizationType> types = new ArrayList<>(List.of(parent));
    wished(order).filter(type -> !types.contains(type)).forEach(types::add);
    for (QuantizationType type : types) {
      if (type != parent && type.bitsPerWeight() >= parent.bitsPerWeight()) {
        throw tooFine(order.source(), parent, type);
      }
    }
    Arrays.stream(Level.values())
        .map(Level::type)
        .filter(type -> type.bitsPerWeight() < parent.bitsPerWeight())
        .filter(
            type -> types.stream().noneMatch(one -> one.bitsPerWeight() == type.bitsPerWeight()))
        .forEach(types::add);
    types.sort((one, other) -> Double.compare(other.bitsPerWeight(), one.bitsPerWeight()));
    return types;
  }

  private LevelMemory.Answer memory(
      FamilyOrder order,
      ModelDescription source,
      List<QuantizationType> types,
      Optional<Long> context) {
    return memory.of(source, types, context, order.environment());
  }

  /** What is asked for, else what the model itself says to run at. */
  private static Optional<Long> context(FamilyOrder order, ModelDescription source) {
    return order
        .context()
        .or(
            () ->
                source.parameters().toOptional().orElse(List.of()).stream()
                    .filter(Parameter.WholeNumber.class::isInstance)
                    .map(Parameter.WholeNumber.class::cast)
                    .filter(parameter -> parameter.key() == ParameterName.NUM_CTX)
                    .map(Parameter.WholeNumber::value)
                    .filter(tokens -> tokens > 0)
                    .findFirst());
  }

  private static Family family(
      FamilyOrder order, List<QuantizationType> types, LevelMemory.Answer answer) {
    List<FamilyLevel> levels = new ArrayList<>();
    for (QuantizationType type : types) {
      if (answer.needed().containsKey(type)) {
        levels.add(
            new FamilyLevel(type, Threshold.at(answer.needed().get(type), answer.context())));
      } else if (wished(order).anyMatch(wanted -> wanted == type) || types.get(0) == type) {
        throw new FamilyException(
            FamilyException.Kind.NO_LEVEL,
            order.source() + " cannot be brought to " + type.label() + "; choose another type");
      }
    }
    try {
      return new Family(order.name(), levels);
    } catch (IllegalArgumentException e) {
      throw new FamilyException(FamilyException.Kind.NO_LEVEL, String.valueOf(e.getMessage()), e);
    }
  }

  private static Optional<FamilyPlan> inTheWay(
      FamilyOrder order,
      Family family,
      Optional<FamilyState> existing,
      List<InstalledModel> installed) {
    if (order.replace()) {
      return Optional.empty();
    }
    return Stream.concat(
            Stream.of(order.name()),
            family.levels().stream().map(level -> family.member(level.type())))
        .filter(name -> installed.stream().anyMatch(model -> model.name().sameAs(name)))
        .findFirst()
        .map(name -> new FamilyPlan.NameTaken(name, existing.map(FamilyState::family)));
  }

  /** The levels below the parent that are to be made at once, the primary first. */
  private static List<QuantizationType> toMake(
      Materialize materialize, Family family, QuantizationType primary) {
    List<QuantizationType> types = new ArrayList<>(List.of(primary));
    if (materialize instanceof Materialize.Some some) {
      types.addAll(some.types());
    } else if (materialize instanceof Materialize.All) {
      family.levels().forEach(level -> types.add(level.type()));
    } else {
      family.below(primary).ifPresent(level -> types.add(level.type()));
    }
    return types.stream().distinct().filter(type -> type != family.parent().type()).toList();
  }

  /** A context that is asked for is what the members run at, so that their thresholds hold. */
  private static List<Instruction> changes(FamilyOrder order) {
    List<Instruction> changes = new ArrayList<>();
    order
        .context()
        .ifPresent(
            tokens ->
                changes.add(
                    new Instruction.Set(new Parameter.WholeNumber(ParameterName.NUM_CTX, tokens))));
    changes.addAll(order.changes());
    return changes;
  }
}
