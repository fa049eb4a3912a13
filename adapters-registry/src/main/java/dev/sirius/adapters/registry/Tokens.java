package dev.sirius.adapters.registry;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens that are sent, each to its own host alone.
 *
 * @param byHost the token of a host; hosts in lower case
 */
public record Tokens(Map<String, String> byHost) {

  /** No tokens. */
  public static final Tokens NONE = new Tokens(Map.of());

  public Tokens {
    byHost = Map.copyOf(byHost);
    byHost
        .values()
        .forEach(
            token -> {
              if (!token.matches("[\\x21-\\x7E]{1,4096}")) {
                throw new IllegalArgumentException(
                    "a token has a blank or a character that no header carries; check HF_TOKEN");
              }
            });
  }

  /** A token for Hugging Face's hub. */
  public static Tokens forHub(String token) {
    return new Tokens(Map.of("hf.co", token, "huggingface.co", token));
  }

  Optional<String> of(String host) {
    return Optional.ofNullable(byHost.get(host.toLowerCase(Locale.ROOT)));
  }

  /** Never the tokens themselves. */
  @Override
  public String toString() {
    return "Tokens for " + byHost.keySet();
  }
}
