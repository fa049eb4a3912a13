package dev.sirius.core.broken;

import com.fasterxml.jackson.core.JsonFactory;

/** Breaks a rule of the architecture on purpose, so that the rule is seen to go red. */
public final class UsesJackson {
  public JsonFactory breach(Object any) {
    return (JsonFactory) any;
  }
}
