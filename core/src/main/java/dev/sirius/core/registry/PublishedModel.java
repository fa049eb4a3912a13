package dev.sirius.core.registry;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.text.SafeText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Where a model is published, as a person names it. */
public sealed interface PublishedModel {

  /** A model of a registry that speaks as Ollama's does. */
  record InRegistry(ModelName name) implements PublishedModel {
    public InRegistry {
      requireNonNull(name, "name");
    }

    @Override
    public String toString() {
      return name.shortForm();
    }
  }

  /**
   * A repository of GGUF files on a hub.
   *
   * @param host the hub's host
   * @param user who published it
   * @param repository its name there
   * @param wanted a quantization or a file's name; empty to choose among all
   */
  record OnHub(String host, String user, String repository, Optional<String> wanted)
      implements PublishedModel {

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}");
    private static final Pattern WANTED = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}");

    public OnHub {
      requireNonNull(host, "host");
      check("user", user, PART);
      check("repository", repository, PART);
      wanted.ifPresent(text -> check("quantization or file", text, WANTED));
    }

    private static void check(String what, String text, Pattern allowed) {
      if (!allowed.matcher(text).matches() || text.contains("..")) {
        throw new IllegalArgumentException(
            "the "
                + what
                + " '"
                + SafeText.oneLine(text, 60)
                + "' of a repository; letters, digits and _ . - are allowed");
      }
    }

    @Override
    public String toString() {
      return host + "/" + user + "/" + repository + wanted.map(text -> ":" + text).orElse("");
    }
  }

  /** A GGUF file at an address. */
  record AtAddress(URI address) implements PublishedModel {
    public AtAddress {
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      if (!Set.of("http", "https").contains(scheme) || address.getHost() == null) {
        throw new IllegalArgumentException(
            "'" + SafeText.oneLine(address.toString(), 100) + "' is no http or https address");
      }
      if (address.getUserInfo() != null) {
        throw new IllegalArgumentException(
            "the address of "
                + address.getHost()
                + " holds a user or password; take it out, tokens are given by HF_TOKEN");
      }
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }

  /** The hosts of Hugging Face's hub. */
  Set<String> HUBS = Set.of("hf.co", "huggingface.co");

  /** Whether a text names an address or a hub's repository, rather than a model by its name. */
  static boolean isElsewhere(String text) {
    String bare = text.strip().toLowerCase(Locale.ROOT);
    return bare.matches("(?s)https?://.*\\.gguf([?#].*)?")
        || HUBS.stream().anyMatch(hub -> bare.replaceFirst("^https?://", "").startsWith(hub + "/"));
  }

  /**
   * Reads what a person writes: {@code llama3.1:8b}, {@code hf.co/user/repo:Q4_K_M}, {@code
   * https://host/model.gguf}.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  static PublishedModel parse(String text) {
    String trimmed = text.strip();
    boolean isAddress = trimmed.matches("(?i)https?://.+");
    if (isAddress && trimmed.toLowerCase(Locale.ROOT).replaceFirst("\\?.*", "").endsWith(".gguf")) {
      try {
        return new AtAddress(new URI(trimmed));
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException(
            "'" + SafeText.oneLine(trimmed, 100) + "' is no address: " + e.getReason(), e);
      }
    }
    String bare = trimmed.replaceFirst("(?i)^https?://", "");
    int slash = bare.indexOf('/');
    String host = slash < 0 ? "" : bare.substring(0, slash).toLowerCase(Locale.ROOT);
    return HUBS.contains(host)
        ? onHub(host, bare.substring(slash + 1), trimmed)
        : new InRegistry(ModelName.parse(trimmed));
  }

  private static PublishedModel onHub(String host, String rest, String text) {
    int colon = rest.indexOf(':');
    String path = colon < 0 ? rest : rest.substring(0, colon);
    String[] parts = path.split("/", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException(
          "'"
              + SafeText.oneLine(text, 100)
              + "' is no repository; write "
              + host
              + "/user/repository[:quantization]");
    }
    return new OnHub(
        host,
        parts[0],
        parts[1],
        colon < 0 ? Optional.empty() : Optional.of(rest.substring(colon + 1)));
  }
}
