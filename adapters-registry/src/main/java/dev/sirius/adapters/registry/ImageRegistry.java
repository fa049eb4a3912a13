package dev.sirius.adapters.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelPart;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.PublishedImage;
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
  private static final int MOST_LAYERS = 1000;
  private static final String PREFIX = "sha256:";

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

  /** The files of weights of a model. */
  List<PublishedFile> files(ModelName name) {
    return weights(name, image(name)).stream()
        .map(
            layer ->
                new PublishedFile(
                    name.shortForm(),
                    layer.file().address(),
                    layer.file().size(),
                    layer.file().digest()))
        .toList();
  }

  private static List<PublishedImage.Layer> weights(ModelName name, PublishedImage image) {
    List<PublishedImage.Layer> weights =
        image.layers().stream()
            .filter(layer -> layer.part().mediaType().equals(MODEL_LAYER))
            .toList();
    if (weights.isEmpty()) {
      throw new RegistryException(
          Kind.NOT_FOUND, name + " holds no GGUF weights, so there is nothing to plan or pull");
    }
    return weights;
  }

  /** All parts of a model. */
  PublishedImage image(ModelName name) {
    String base = base(name);
    JsonNode manifest = manifest(name, URI.create(base + "/manifests/" + name.tag()));
    JsonNode layers = manifest.path("layers");
    if (layers.size() > MOST_LAYERS) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER,
          "the manifest of " + name + " has " + layers.size() + " layers; that is no model");
    }
    List<PublishedImage.Layer> parts = new ArrayList<>();
    layers.forEach(layer -> parts.add(layer(name, base, layer)));
    if (parts.isEmpty()) {
      throw new RegistryException(Kind.NOT_FOUND, name + " is published without any layer");
    }
    return new PublishedImage(layer(name, base, manifest.path("config")), parts);
  }

  private static PublishedImage.Layer layer(ModelName name, String base, JsonNode layer) {
    String digest = layer.path("digest").asText();
    try {
      if (!digest.startsWith(PREFIX) || !layer.path("size").canConvertToLong()) {
        throw new IllegalArgumentException("a part without digest or size");
      }
      ModelPart part =
          new ModelPart(
              layer.path("mediaType").asText(),
              digest.substring(PREFIX.length()),
              layer.path("size").asLong(-1));
      return new PublishedImage.Layer(
          part,
          new PublishedFile(
              part.mediaType().substring(part.mediaType().lastIndexOf('.') + 1)
                  + " of "
                  + name.shortForm(),
              URI.create(base + "/blobs/" + digest),
              Optional.of(new ByteSize(part.bytes())),
              Optional.of(part.sha256())));
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER,
          "the manifest of " + name + " is not one: " + e.getMessage() + "; try again later",
          e);
    }
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
