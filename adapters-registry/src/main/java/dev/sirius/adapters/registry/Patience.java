package dev.sirius.adapters.registry;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How long is waited, and how often tried.
 *
 * @param connect longest wait for a connection
 * @param idle longest wait for the next bytes of an answer
 * @param total longest time for a question and all its tries; downloads are bound by {@code idle}
 *     alone
 * @param tries how often a question is put at most
 * @param pause the first pause between tries; each later one is twice as long
 */
public record Patience(Duration connect, Duration idle, Duration total, int tries, Duration pause) {

  /** 10 s for a connection, 30 s without bytes, 2 min in all, 4 tries, pauses from 0.5 s on. */
  public static final Patience DEFAULT =
      new Patience(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          4,
          Duration.ofMillis(500));

  public Patience {
    requireNonNull(connect, "connect");
    requireNonNull(idle, "idle");
    requireNonNull(total, "total");
    requireNonNull(pause, "pause");
    if (tries < 1) {
      throw new IllegalArgumentException(tries + " tries; 1 or more is allowed");
    }
  }
}
