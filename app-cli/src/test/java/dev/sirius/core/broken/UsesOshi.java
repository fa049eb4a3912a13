package dev.sirius.core.broken;

import oshi.SystemInfo;

/** Breaks a rule of the architecture on purpose, so that the rule is seen to go red. */
public final class UsesOshi {
  public SystemInfo breach(Object any) {
    return (SystemInfo) any;
  }
}
