package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.ModelLevels;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.ollama.PrintedModelfile;
import java.util.List;
import java.util.Optional;

/** Lists the installed models with their levels. */
public final class ListModels {

  /**
   * An installed model and its levels.
   *
   * @param model the entry of the list
   * @param levels what it records of its levels, and its quantization
   * @param description what Ollama tells of it
   */
  public record Entry(InstalledModel model, ModelLevels levels, ModelDescription description) {
    public Entry {
      requireNonNull(model, "model");
      requireNonNull(levels, "levels");
      requireNonNull(description, "description");
    }
  }

  private final ModelStore store;

  public ListModels(ModelStore store) {
    this.store = requireNonNull(store, "store");
  }

  /** The installed models in Ollama's order, newest first. */
  public List<Entry> list() {
    return store.list().stream().map(this::entry).toList();
  }

  private Entry entry(InstalledModel model) {
    ModelDescription description = store.show(model.name());
    return new Entry(model, ModelLevels.of(description), description);
  }

  /** The other models of a list whose weights are the very file of one's own. */
  public static List<ModelName> sharing(Entry one, List<Entry> all) {
    Optional<String> place = place(one);
    return all.stream()
        .filter(other -> !other.model().name().equals(one.model().name()))
        .filter(other -> place.isPresent() && place.equals(place(other)))
        .map(other -> other.model().name())
        .toList();
  }

  private static Optional<String> place(Entry entry) {
    return entry
        .description()
        .modelfile()
        .toOptional()
        .flatMap(text -> PrintedModelfile.parse(text, "", "").weights());
  }
}
