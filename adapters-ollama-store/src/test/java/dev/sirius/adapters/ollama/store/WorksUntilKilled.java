package dev.sirius.adapters.ollama.store;

import dev.sirius.core.model.ModelName;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that makes, replaces and deletes models in a folder until it is killed: from weights
 * that lie elsewhere, and from weights that it writes itself.
 */
final class WorksUntilKilled {

  static final List<String> NAMES = List.of("linked", "written", "deleted");

  /** What it says before it begins. */
  static final String READY = "ready";

  /** What it says each time that it has done all of it. */
  static final String ROUND = "round";

  private WorksUntilKilled() {}

  public static void main(String[] arguments) {
    Folder folder = new Folder(Path.of(arguments[0]));
    Path weights = Path.of(arguments[1]);
    int start = Integer.parseInt(arguments[2]);
    OllamaFolder store = folder.store();
    System.out.println(READY);
    for (int i = start; true; i++) {
      work(folder, store, weights, i);
      System.out.println(ROUND);
    }
  }

  private static void work(Folder folder, OllamaFolder store, Path weights, int i) {
    folder.create("linked", weights, "Words " + i);
    Path kept =
        store.keep(Folder.rewritten(weights, store.place(ModelName.parse("written")), i % 7));
    folder.create("written", kept, "Words " + i);
    folder.create("deleted", weights, "Other words " + i);
    store.delete(ModelName.parse("deleted"));
  }
}
