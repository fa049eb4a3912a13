package dev.sirius.cli;

import dev.sirius.adapters.catalogue.JsonModelCatalogue;
import dev.sirius.adapters.device.FileSpeedRecords;
import dev.sirius.adapters.gguf.GgufFiles;
import dev.sirius.adapters.ollama.store.OllamaFolder;
import dev.sirius.adapters.registry.HttpRegistry;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.plan.QuantizedForms;
import dev.sirius.core.registry.PublishedModel;
import dev.sirius.core.usecase.FindModel;
import dev.sirius.core.usecase.PlanKnownModel;
import dev.sirius.core.usecase.PullModel;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A program that pulls a model into a folder and deletes it, over and over, until it is killed. */
final class PullsUntilKilled {

  static final String MODEL = "tinykjv";

  private PullsUntilKilled() {}

  /** Takes the registry's address and the model folder. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[1]);
    OllamaFolder store = new OllamaFolder(folder, new GgufFiles());
    while (true) {
      pull(store, URI.create(arguments[0]));
      store.delete(ModelName.parse(MODEL));
    }
  }

  /** Pulls the model, in pieces of 256 KiB. */
  static void pull(OllamaFolder store, URI registry) {
    HttpRegistry http =
        HttpRegistry.builder().ollama(registry).hub(registry).pieces(256 << 10, 3).build();
    FindModel find =
        new FindModel(
            new GgufFiles(), () -> store, new JsonModelCatalogue(Optional.empty()), () -> http);
    PlanKnownModel planner =
        new PlanKnownModel(
            aspects -> {
              throw new AssertionError("nothing is chosen by the device");
            },
            new QuantizedForms(),
            new FileSpeedRecords(Path.of("none")),
            new JsonModelCatalogue(Optional.empty()));
    new PullModel(
            () -> store, () -> Optional.of(store), () -> http, () -> http, find, planner, false)
        .pull(PublishedModel.parse(MODEL), Map.of(), step -> {});
  }
}
