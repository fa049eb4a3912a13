package dev.sirius.cli.wiring;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.port.ModelRunner;
import dev.sirius.core.model.port.ModelStore;

/**
 * The way to Ollama that was chosen.
 *
 * @param adapter {@code http} or {@code cli}
 * @param why why this one
 * @param store its models
 * @param runner what it runs
 */
public record OllamaConnection(String adapter, String why, ModelStore store, ModelRunner runner) {
  public OllamaConnection {
    requireNonNull(adapter, "adapter");
    requireNonNull(why, "why");
    requireNonNull(store, "store");
    requireNonNull(runner, "runner");
  }
}
