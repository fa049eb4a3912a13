package dev.sirius.core.modelfile;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A message of the conversation that a model starts with.
 *
 * @param role who says it
 * @param content what is said
 */
public record Message(Role role, String content) {

  /** The roles that Ollama knows. */
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT;

    /** The word in a Modelfile and in the API; case counts there. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String word) {
      return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }
  }

  public Message {
    requireNonNull(role, "role");
    requireNonNull(content, "content");
  }
}
