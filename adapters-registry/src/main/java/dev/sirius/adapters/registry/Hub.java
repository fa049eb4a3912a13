package dev.sirius.adapters.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sirius.core.registry.GgufFileName;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.PublishedModel;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hugging Face's hub: repositories of GGUF files. */
final class Hub {

  private static final int LARGEST_LIST = 8 << 20;

  private final Transport transport;
  private final URI base;

  /**
   * @param transport puts the questions
   * @param base the hub's address, or a mirror's
   */
  Hub(Transport transport, URI base) {
    this.transport = transport;
    this.base = base;
  }

  List<PublishedFile> files(PublishedModel.OnHub model) {
    String repository = model.user() + "/" + model.repository();
    URI list = address(base, "/api/models/" + repository, "blobs=true");
    List<PublishedFile> files = new ArrayList<>();
    Answer answer = transport.get(list, Map.of("Accept", "application/json"));
    try (answer) {
      if (answer.status() != 200) {
        throw SmallBody.refusal(answer, model.toString());
      }
      for (JsonNode sibling : SmallBody.json(answer, LARGEST_LIST).path("siblings")) {
        String name = sibling.path("rfilename").asText();
        boolean isModel = GgufFileName.parse(name).filter(file -> !file.isAccessory()).isPresent();
        if (isModel && isWanted(model, name)) {
          files.add(file(base, repository, name, sibling));
        }
      }
    } catch (IOException e) {
      throw Transport.failure(list, e);
    }
    if (files.isEmpty()) {
      throw new RegistryException(
          Kind.NOT_FOUND,
          model
              + " has no GGUF file"
              + model.wanted().map(wanted -> " for '" + wanted + "'").orElse("")
              + "; name the repository alone to see what it has");
    }
    return files;
  }

  private static boolean isWanted(PublishedModel.OnHub model, String name) {
    if (model.wanted().isEmpty()) {
      return true;
    }
    String wanted = model.wanted().get();
    String file = name.substring(name.lastIndexOf('/') + 1);
    return file.equalsIgnoreCase(wanted)
        || GgufFileName.parse(name)
            .flatMap(GgufFileName::type)
            .filter(type -> type.label().equalsIgnoreCase(wanted))
            .isPresent();
  }

  private static PublishedFile file(URI base, String repository, String name, JsonNode node) {
    long size = node.path("lfs").path("size").asLong(node.path("size").asLong(-1));
    String digest = node.path("lfs").path("sha256").asText("");
    return new PublishedFile(
        name,
        address(base, "/" + repository + "/resolve/main/" + name, null),
        size < 0 ? Optional.empty() : Optional.of(new ByteSize(size)),
        digest.matches("[0-9a-f]{64}") ? Optional.of(digest) : Optional.empty());
  }

  private static URI address(URI base, String path, @Nullable String query) {
    try {
      String before = base.getPath() == null ? "" : base.getPath().replaceFirst("/+$", "");
      return new URI(base.getScheme(), base.getAuthority(), before + path, query, null);
    } catch (URISyntaxException e) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER, "the hub names a file whose name makes no address", e);
    }
  }

  /** A file's name as it stands in an address. */
  static String encoded(String name) {
    try {
      return new URI(null, null, "/" + name, null).getRawPath().substring(1);
    } catch (URISyntaxException e) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER, "there is a file whose name makes no address", e);
    }
  }
}
