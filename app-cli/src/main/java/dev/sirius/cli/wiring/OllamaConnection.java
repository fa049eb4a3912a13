package dev.sirius.cli.wiring;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.port.ModelRunner;
import dev.sirius.core.model.port.ModelStore;
import java.util.Optional;

/**
 * The way to Ollama that was chosen.
 *
 * @param adapter {@code http}, {@code cli} or {@code store}
 * @param why why this one
 * @param store its models
 * @param runner what it runs; empty without a server
 */
public record OllamaConnection(
    String adapter, String why, ModelStore store, Optional<ModelRunner> runner) {
  public OllamaConnection {
    requireNonNull(adapter, "adapter");
    requireNonNull(why, "why");
    requireNonNull(store, "store");
    requireNonNull(runner, "runner");
  }
}
