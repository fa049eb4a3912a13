package dev.sirius.core.broken;

import com.google.inject.Injector;

/** Breaks a rule of the architecture on purpose, so that the rule is seen to go red. */
public final class UsesGuice {
  public Injector breach(Object any) {
    return (Injector) any;
  }
}
