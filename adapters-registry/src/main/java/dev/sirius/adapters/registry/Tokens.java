package dev.sirius.adapters.registry;

import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tokens that are sent, each to its own origin alone: scheme, host and port. Over plain http
 * none is sent but to this machine itself.
 */
public final class Tokens {

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Map<String, String> byOrigin;

  private Tokens(Map<String, String> byOrigin) {
    this.byOrigin = new ConcurrentHashMap<>(byOrigin);
  }

  /** No tokens. */
  public static Tokens none() {
    return new Tokens(Map.of());
  }

  /**
   * One token for some addresses' origins.
   *
   * @throws IllegalArgumentException when the token cannot be one
   */
  public static Tokens of(String token, URI... origins) {
    if (!isToken(token)) {
      throw new IllegalArgumentException(
          "a token has a blank or a character that no header carries; check HF_TOKEN");
    }
    Map<String, String> tokens = new HashMap<>();
    for (URI each : origins) {
      tokens.put(origin(each), token);
    }
    return new Tokens(tokens);
  }

  static boolean isToken(String text) {
    return text.matches("[\\x21-\\x7E]{1,8192}");
  }

  /** Keeps a token that a registry handed out, for as long as this process runs. */
  void keep(URI address, String token) {
    byOrigin.put(origin(address), token);
  }

  /** The same tokens, to which others can be added apart. */
  Tokens copy() {
    return new Tokens(byOrigin);
  }

  Optional<String> of(URI address) {
    boolean safe =
        "https".equalsIgnoreCase(address.getScheme())
            || THIS_MACHINE.contains(String.valueOf(address.getHost()));
    return safe ? Optional.ofNullable(byOrigin.get(origin(address))) : Optional.empty();
  }

  /** Scheme, host and port in one spelling. */
  static String origin(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
    return scheme + "://" + host + ":" + port;
  }

  /** Never the tokens themselves. */
  @Override
  public String toString() {
    return "Tokens for " + byOrigin.keySet();
  }
}
