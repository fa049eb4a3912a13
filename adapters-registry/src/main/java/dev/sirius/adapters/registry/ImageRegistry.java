package dev.sirius.adapters.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Registries that speak as Ollama's does: manifests and blobs. */
final class ImageRegistry {

  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  private static final String MODEL_LAYER = "application/vnd.ollama.image.model";
  private static final int LARGEST_MANIFEST = 1 << 20;

  private final Transport transport;
  private final URI ollama;

  /**
   * @param transport puts the questions
   * @param ollama the address of the registry that names without a host mean
   */
  ImageRegistry(Transport transport, URI ollama) {
    this.transport = transport;
    this.ollama = ollama;
  }

  private String base(ModelName name) {
    String registry =
        name.host().equalsIgnoreCase(ModelName.DEFAULT_HOST)
            ? ollama.toString().replaceFirst("/+$", "")
            : "https://" + name.host();
    return registry + "/v2/" + name.namespace() + "/" + name.model();
  }

  List<PublishedFile> files(ModelName name) {
    String base = base(name);
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
    Answer answer = transport.get(address, Map.of("Accept", MANIFEST));
    try (answer) {
      if (answer.status() != 200) {
        throw SmallBody.refusal(answer, name.toString());
      }
      return SmallBody.json(answer, LARGEST_MANIFEST);
    } catch (IOException e) {
      throw Transport.failure(answer.address(), e);
    }
  }
}
