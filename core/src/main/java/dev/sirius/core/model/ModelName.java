package dev.sirius.core.model;

import dev.sirius.core.text.SafeText;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A model's name in Ollama's form {@code [host/][namespace/]model[:tag]}, with the parts left out
 * filled in.
 *
 * <p>Parts start with a letter, digit or {@code _}; then {@code -} too, {@code .} except in a
 * namespace, and {@code :} in a host. A host has up to 350 characters, any other part up to 80
 * (types/model/name.go of ollama/ollama).
 */
public record ModelName(String host, String namespace, String model, String tag) {

  public static final String DEFAULT_HOST = "registry.ollama.ai";
  public static final String DEFAULT_NAMESPACE = "library";
  public static final String DEFAULT_TAG = "latest";

  private static final int LONGEST_HOST = 350;
  private static final int LONGEST_PART = 80;
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:-]*");
  private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*");
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

  public ModelName {
    check("host", host, HOST, LONGEST_HOST, "letters, digits and _ . - :");
    check("namespace", namespace, NAMESPACE, LONGEST_PART, "letters, digits and _ -");
    check("model", model, PART, LONGEST_PART, "letters, digits and _ . -");
    check("tag", tag, PART, LONGEST_PART, "letters, digits and _ . -");
  }

  /**
   * Reads a name as Ollama does: {@code llama3.1}, {@code llama3.1:8b}, {@code
   * hf.co/user/repo:Q4_K_M}.
   *
   * @throws IllegalArgumentException when a part is empty, too long, or has a character that is not
   *     allowed
   */
  public static ModelName parse(String text) {
    String rest = text;
    int scheme = rest.indexOf("://");
    if (scheme >= 0) {
      rest = rest.substring(scheme + 3);
    }
    String tag = DEFAULT_TAG;
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = rest.substring(colon + 1);
      rest = rest.substring(0, colon);
    }
    String[] parts = rest.split("/", -1);
    try {
      return switch (parts.length) {
        case 1 -> new ModelName(DEFAULT_HOST, DEFAULT_NAMESPACE, parts[0], tag);
        case 2 -> new ModelName(DEFAULT_HOST, parts[0], parts[1], tag);
        case 3 -> new ModelName(parts[0], parts[1], parts[2], tag);
        default ->
            throw new IllegalArgumentException(
                "it has " + parts.length + " parts between slashes; at most 3 are allowed");
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'"
              + SafeText.oneLine(text, 60)
              + "' is not a model name: "
              + e.getMessage()
              + "; write [host/][namespace/]model[:tag]",
          e);
    }
  }

  /** The same model under another tag. */
  public ModelName withTag(String newTag) {
    return new ModelName(host, namespace, model, newTag);
  }

  /** As people write and Ollama lists it: defaults left out, the tag always there. */
  public String shortForm() {
    StringBuilder name = new StringBuilder();
    if (!host.equalsIgnoreCase(DEFAULT_HOST)) {
      name.append(host).append('/').append(namespace).append('/');
    } else if (!namespace.equalsIgnoreCase(DEFAULT_NAMESPACE)) {
      name.append(namespace).append('/');
    }
    return name.append(model).append(':').append(tag).toString();
  }

  /** Whether Ollama takes the two for the same model: names count without regard to case. */
  public boolean sameAs(ModelName other) {
    return key().equals(other.key());
  }

  private String key() {
    return (host + "/" + namespace + "/" + model + ":" + tag).toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return shortForm();
  }

  private static void check(
      String what, String part, Pattern allowed, int longest, String characters) {
    if (part.isEmpty()) {
      throw new IllegalArgumentException("its " + what + " is empty");
    }
    if (part.length() > longest) {
      throw new IllegalArgumentException(
          "its "
              + what
              + " has "
              + part.length()
              + " characters; at most "
              + longest
              + " are allowed");
    }
    if (!allowed.matcher(part).matches()) {
      throw new IllegalArgumentException(
          "its "
              + what
              + " '"
              + SafeText.oneLine(part, 60)
              + "' has a character that is not allowed ("
              + characters
              + ", the first a letter, digit or _)");
    }
  }
}
