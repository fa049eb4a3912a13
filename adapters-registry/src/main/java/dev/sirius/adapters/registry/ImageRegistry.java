package dev.sirius.adapters.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Registries that speak as Ollama's does: manifests and blobs. */
final class ImageRegistry {

  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  private static final String MODEL_LAYER = "application/vnd.ollama.image.model";
  private static final int LARGEST_MANIFEST = 1 << 20;
  private static final Pattern CHALLENGE = Pattern.compile("(\\w+)=\"([^\"]{0,500})\"");

  private final Transport transport;
  private final String scheme;

  /**
   * @param transport puts the questions
   * @param scheme {@code https}, or {@code http} for a registry on this machine
   */
  ImageRegistry(Transport transport, String scheme) {
    this.transport = transport;
    this.scheme = scheme;
  }

  List<PublishedFile> files(ModelName name) {
    String base = scheme + "://" + name.host() + "/v2/" + name.namespace() + "/" + name.model();
    JsonNode manifest = manifest(name, URI.create(base + "/manifests/" + name.tag()));
    List<PublishedFile> files = new ArrayList<>();
    for (JsonNode layer : manifest.path("layers")) {
      if (layer.path("mediaType").asText().equals(MODEL_LAYER)) {
        files.add(file(name, base, layer));
      }
    }
    if (files.isEmpty()) {
      throw new RegistryException(
          Kind.NOT_FOUND, name + " holds no GGUF weights, so there is nothing to plan or pull");
    }
    return files;
  }

  private static PublishedFile file(ModelName name, String base, JsonNode layer) {
    String digest = layer.path("digest").asText();
    long size = layer.path("size").asLong(-1);
    if (!digest.matches("sha256:[0-9a-f]{64}") || size < 0) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER, "the manifest of " + name + " has a layer without digest or size");
    }
    return new PublishedFile(
        name.shortForm(),
        URI.create(base + "/blobs/" + digest),
        Optional.of(new ByteSize(size)),
        Optional.of(digest.substring("sha256:".length())));
  }

  private JsonNode manifest(ModelName name, URI address) {
    Map<String, String> headers = new HashMap<>(Map.of("Accept", MANIFEST));
    Answer first = transport.get(address, headers);
    if (first.status() != 401) {
      return read(name, first);
    }
    String challenge = first.header("www-authenticate");
    close(first);
    headers.put("Authorization", "Bearer " + bearer(name, address, challenge));
    return read(name, transport.get(address, headers));
  }

  private static JsonNode read(ModelName name, Answer answer) {
    try (answer) {
      if (answer.status() != 200) {
        throw SmallBody.refusal(answer, name.toString());
      }
      return SmallBody.json(answer, LARGEST_MANIFEST);
    } catch (IOException e) {
      throw Transport.failure(answer.address(), e);
    }
  }

  /** A token from the service that a challenge names, which must be of the same host. */
  private String bearer(ModelName name, URI address, String challenge) {
    Map<String, String> fields = new HashMap<>();
    Matcher matcher = CHALLENGE.matcher(challenge);
    while (matcher.find()) {
      fields.put(matcher.group(1), matcher.group(2));
    }
    URI realm;
    try {
      realm = URI.create(fields.getOrDefault("realm", ""));
    } catch (IllegalArgumentException e) {
      throw denied(name, "names no valid service for tokens", e);
    }
    boolean same =
        address.getHost().equalsIgnoreCase(realm.getHost())
            && address.getScheme().equalsIgnoreCase(realm.getScheme());
    if (!challenge.startsWith("Bearer ") || !same) {
      throw denied(name, "sends us for a token to another host, which is not followed", null);
    }
    String query =
        "service="
            + encoded(fields.getOrDefault("service", ""))
            + "&scope="
            + encoded(fields.getOrDefault("scope", ""));
    URI service = URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + query);
    Answer answer = transport.get(service, Map.of());
    try (answer) {
      if (answer.status() != 200) {
        throw SmallBody.refusal(answer, name.toString());
      }
      String token = SmallBody.json(answer, LARGEST_MANIFEST).path("token").asText("");
      if (!token.matches("[\\x21-\\x7E]{1,8192}")) {
        throw denied(name, "hands out no token", null);
      }
      return token;
    } catch (IOException e) {
      throw Transport.failure(service, e);
    }
  }

  private static RegistryException denied(
      ModelName name, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    String message = "the registry " + name.host() + " wants a token for " + name + " and " + why;
    return cause == null
        ? new RegistryException(Kind.DENIED, message)
        : new RegistryException(Kind.DENIED, message, cause);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void close(Answer answer) {
    try {
      answer.close();
    } catch (IOException e) {
      throw Transport.failure(answer.address(), e);
    }
  }
}
