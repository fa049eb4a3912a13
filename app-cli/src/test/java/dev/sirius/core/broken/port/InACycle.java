package dev.sirius.core.broken.port;

import dev.sirius.core.broken.ImplementsAPort;

/** Breaks a rule of the architecture on purpose, so that the rule is seen to go red. */
public final class InACycle {
  public ImplementsAPort breach() {
    return new ImplementsAPort();
  }
}
