package dev.sirius.core.usecase.family;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStore;
import java.util.List;
import java.util.function.Consumer;

/**
 * A store before which the task is ended at a call: the calls before are done, that one and all
 * later ones are not.
 */
final class FailingStore implements ModelStore {

  /** The task was ended. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final ModelStore store;
  private int callsLeft;

  FailingStore(ModelStore store, int calls) {
    this.store = store;
    this.callsLeft = calls;
  }

  private void count() {
    if (callsLeft-- <= 0) {
      throw new Killed();
    }
  }

  @Override
  public Fact<OllamaVersion> version() {
    count();
    return store.version();
  }

  @Override
  public List<InstalledModel> list() {
    count();
    return store.list();
  }

  @Override
  public ModelDescription show(ModelName name) {
    count();
    return store.show(name);
  }

  @Override
  public void create(CreateRequest request, Consumer<Progress> progress) {
    count();
    store.create(request, progress);
  }

  @Override
  public void copy(ModelName source, ModelName target) {
    count();
    store.copy(source, target);
  }

  @Override
  public void delete(ModelName name) {
    count();
    store.delete(name);
  }

  @Override
  public void pull(ModelName name, Consumer<Progress> progress) {
    count();
    store.pull(name, progress);
  }
}
