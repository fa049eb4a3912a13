package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.Family;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.family.ModelLevels;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.quantization.QuantizationType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads a family from the server alone: the record that each member carries says which levels there
 * are, the list of models which of them exist. So every machine and every way to the server sees
 * the same family.
 */
public final class ReadFamily {

  private final ModelStore store;

  public ReadFamily(ModelStore store) {
    this.store = requireNonNull(store, "store");
  }

  /**
   * The family of a name.
   *
   * @param name the family's, or that of a member
   * @throws ModelStoreException {@code NOT_FOUND} when neither the name nor a member of it is
   *     installed
   * @throws FamilyException {@code NO_FAMILY} when it is a model and belongs to none
   */
  public FamilyState read(ModelName name) {
    return find(name)
        .orElseThrow(
            () ->
                new FamilyException(
                    FamilyException.Kind.NO_FAMILY,
                    name
                        + " belongs to no family; 'sirius create "
                        + name
                        + " --nested' makes one of it"));
  }

  /**
   * The family of a name; empty when it is an installed model that belongs to none.
   *
   * @throws ModelStoreException {@code NOT_FOUND} when neither the name nor a member of it is
   *     installed
   */
  public Optional<FamilyState> find(ModelName name) {
    List<InstalledModel> installed = store.list();
    for (ModelName candidate : primaries(name)) {
      Optional<InstalledModel> primary = find(installed, candidate);
      for (ModelName member : carriers(candidate, installed)) {
        Optional<LevelRecord> record = record(member);
        Optional<Family> family = record.flatMap(known -> Family.of(candidate, known));
        if (family.isPresent() && isOf(family.get(), member, record.orElseThrow())) {
          return Optional.of(state(family.get(), primary, record.orElseThrow(), member, installed));
        }
      }
    }
    if (find(installed, name).isEmpty()) {
      throw new ModelStoreException(
          ModelStoreException.Kind.NOT_FOUND,
          "model " + name + " is not installed, nor a level of a family of that name");
    }
    return Optional.empty();
  }

  /**
   * The names under which the family may run: the name itself, and where it ends as a level's does,
   * the name without that. The latter comes first, since a level is a member before it is anything
   * else.
   */
  private static List<ModelName> primaries(ModelName name) {
    Stream<ModelName> shorter =
        Arrays.stream(QuantizationType.values())
            .map(type -> "-" + type.tagSuffix())
            .filter(suffix -> name.tag().length() > suffix.length())
            .filter(suffix -> endsWith(name.tag(), suffix))
            .map(
                suffix ->
                    name.withTag(name.tag().substring(0, name.tag().length() - suffix.length())));
    return Stream.concat(shorter, Stream.of(name)).toList();
  }

  private static boolean endsWith(String text, String end) {
    return text.regionMatches(true, text.length() - end.length(), end, 0, end.length());
  }

  /** The installed models that may carry the record: the primary, then what is named as levels. */
  private static List<ModelName> carriers(ModelName primary, List<InstalledModel> installed) {
    List<ModelName> names = new ArrayList<>();
    find(installed, primary).ifPresent(model -> names.add(model.name()));
    Arrays.stream(QuantizationType.values())
        .map(type -> primary.withTag(primary.tag() + "-" + type.tagSuffix()))
        .flatMap(member -> find(installed, member).stream())
        .forEach(model -> names.add(model.name()));
    return names;
  }

  private Optional<LevelRecord> record(ModelName name) {
    return ModelLevels.of(store.show(name)).recorded();
  }

  /** Whether a record that a model carries is its own: the name of a level says its type. */
  private static boolean isOf(Family family, ModelName carrier, LevelRecord record) {
    Optional<QuantizationType> type = QuantizationType.named(record.primary());
    return type.flatMap(family::level).isPresent()
        && (carrier.sameAs(family.primary()) || carrier.sameAs(family.member(type.get())));
  }

  private static FamilyState state(
      Family family,
      Optional<InstalledModel> primary,
      LevelRecord record,
      ModelName carrier,
      List<InstalledModel> installed) {
    Optional<QuantizationType> current =
        carrier.sameAs(family.primary())
            ? QuantizationType.named(record.primary())
            : Optional.empty();
    return new FamilyState(
        family,
        current.isPresent() ? primary : Optional.empty(),
        current,
        family.levels().stream()
            .map(
                level -> {
                  ModelName member = family.member(level.type());
                  return new FamilyMember(level, member, find(installed, member));
                })
            .toList());
  }

  private static Optional<InstalledModel> find(List<InstalledModel> installed, ModelName name) {
    return installed.stream().filter(model -> model.name().sameAs(name)).findFirst();
  }
}
