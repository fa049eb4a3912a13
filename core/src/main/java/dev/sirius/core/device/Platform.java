package dev.sirius.core.device;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;

/**
 * The operating system and the processor's architecture.
 *
 * @param os for people, such as {@code Debian GNU/Linux 12}
 * @param architecture such as {@code x86-64} or {@code arm64}
 */
public record Platform(Fact<String> os, Fact<String> architecture) {

  public Platform {
    requireNonNull(os, "os");
    requireNonNull(architecture, "architecture");
  }

  public static Platform unknown(String reason) {
    return new Platform(Fact.unknown(reason), Fact.unknown(reason));
  }
}
