package dev.sirius.adapters.device.broken;

import dev.sirius.adapters.ollama.http.broken.InAnotherAdapter;

/** Breaks a rule of the architecture on purpose, so that the rule is seen to go red. */
public final class UsesAnotherAdapter {
  public InAnotherAdapter breach() {
    return new InAnotherAdapter();
  }
}
