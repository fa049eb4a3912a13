package dev.sirius.adapters.registry;

import dev.sirius.core.model.Progress;
import dev.sirius.core.registry.GgufFileName;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.PublishedModel;
import dev.sirius.core.registry.port.Registry;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Registries over HTTP. A token goes to its own host alone and through no redirect to another; what
 * is read of an answer is bounded by what was asked for, whatever the other side sends.
 */
public final class HttpRegistry implements Registry {

  /** The most that {@link #beginning} reads, in bytes. */
  public static final int LONGEST_BEGINNING = 64 << 20;

  private final Transport transport;
  private final ImageRegistry images;
  private final Hub hub;
  private final Patience patience;

  private HttpRegistry(Builder builder) {
    this.patience = builder.patience;
    this.transport =
        new Transport(
            builder.client.orElseGet(() -> client(builder.patience)),
            builder.patience,
            builder.tokens,
            builder.offline,
            builder.trace);
    this.images = new ImageRegistry(transport, builder.plainHttp ? "http" : "https");
    this.hub = new Hub(transport, builder.hub);
  }

  private static HttpClient client(Patience patience) {
    return HttpClient.newBuilder()
        .connectTimeout(patience.connect())
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(EnvironmentProxy.of(System.getenv()))
        .build();
  }

  /** A registry with the usual settings, to be changed one by one. */
  public static Builder builder() {
    return new Builder();
  }

  /** The settings of a registry. */
  public static final class Builder {
    private Patience patience = Patience.DEFAULT;
    private Tokens tokens = Tokens.NONE;
    private boolean offline;
    private boolean plainHttp;
    private Consumer<String> trace = line -> {};
    private Optional<URI> hub = Optional.empty();
    private Optional<HttpClient> client = Optional.empty();

    private Builder() {}

    /** How long is waited, and how often tried. */
    public Builder patience(Patience value) {
      this.patience = value;
      return this;
    }

    /** The tokens to send, each to its own host. */
    public Builder tokens(Tokens value) {
      this.tokens = value;
      return this;
    }

    /** Opens no connection, and says instead what would have been asked. */
    public Builder offline(boolean value) {
      this.offline = value;
      return this;
    }

    /**
     * Speaks http instead of https to registries that speak as Ollama's; for one on this machine.
     */
    public Builder plainHttp(boolean value) {
      this.plainHttp = value;
      return this;
    }

    /** Is told each request, a line each. */
    public Builder trace(Consumer<String> value) {
      this.trace = value;
      return this;
    }

    /** The address of a mirror of the hub. */
    public Builder hub(URI value) {
      this.hub = Optional.of(value);
      return this;
    }

    /** The client to use, for one with its own trust or proxy. It must not follow redirects. */
    public Builder client(HttpClient value) {
      this.client = Optional.of(value);
      return this;
    }

    public HttpRegistry build() {
      return new HttpRegistry(this);
    }
  }

  @Override
  public List<PublishedFile> files(PublishedModel model) {
    if (model instanceof PublishedModel.InRegistry named) {
      return images.files(named.name());
    }
    if (model instanceof PublishedModel.OnHub onHub) {
      return hub.files(onHub);
    }
    return atAddress(((PublishedModel.AtAddress) model).address());
  }

  /** A file at an address, with the other parts when its name says that it is split. */
  private static List<PublishedFile> atAddress(URI address) {
    String path = address.getPath();
    String label = path.substring(path.lastIndexOf('/') + 1);
    GgufFileName name =
        GgufFileName.parse(label)
            .orElseThrow(
                () ->
                    new RegistryException(
                        Kind.NOT_FOUND, Transport.shown(address) + " does not end in .gguf"));
    List<PublishedFile> files = new ArrayList<>();
    for (int part = 1; part <= name.parts(); part++) {
      String file = name.nameOfPart(part);
      files.add(new PublishedFile(file, address.resolve(file), Optional.empty(), Optional.empty()));
    }
    return name.parts() == 1
        ? List.of(new PublishedFile(label, address, Optional.empty(), Optional.empty()))
        : files;
  }

  @Override
  public byte[] beginning(PublishedFile file, int length) {
    if (length < 1 || length > LONGEST_BEGINNING) {
      throw new IllegalArgumentException(
          length + " bytes of a file's beginning; 1 to " + LONGEST_BEGINNING + " is allowed");
    }
    Answer answer = transport.get(file.address(), Map.of("Range", "bytes=0-" + (length - 1)));
    try (answer) {
      if (answer.status() == 206) {
        ContentRange.parse(answer).require(answer.address(), 0);
      } else if (answer.status() != 200) {
        throw SmallBody.refusal(answer, file.label());
      }
      Checks.requirePlain(answer);
      byte[] bytes = answer.body().readNBytes(length);
      boolean short200 =
          file.size().isPresent() && bytes.length < Math.min(length, file.size().get().bytes());
      if (short200) {
        throw new RegistryException(
            Kind.BROKEN_ANSWER,
            Transport.shown(answer.address())
                + " broke off after "
                + bytes.length
                + " bytes; try again");
      }
      return bytes;
    } catch (IOException e) {
      throw Transport.failure(file.address(), e);
    }
  }

  @Override
  public void download(PublishedFile file, Path target, Consumer<Progress> progress) {
    new Download(transport, patience, file, target, progress).run();
  }
}
