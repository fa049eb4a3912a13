package dev.sirius.adapters.registry;

import dev.sirius.core.gguf.port.ByteSource;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.Progress;
import dev.sirius.core.registry.GgufFileName;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.PublishedImage;
import dev.sirius.core.registry.PublishedModel;
import dev.sirius.core.registry.port.Downloads;
import dev.sirius.core.registry.port.Registry;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Registries over HTTP. A token goes to its own host alone and through no redirect to another; what
 * is read of an answer is bounded by what was asked for, whatever the other side sends.
 */
public final class HttpRegistry implements Registry, Downloads {

  private final Transport transport;
  private final ImageRegistry images;
  private final Hub hub;
  private final Optional<HeaderCache> cache;
  private final boolean offline;
  private final String origins;
  private final Download.Pieces pieces;

  private HttpRegistry(Builder builder) {
    this.transport =
        new Transport(
            builder.client.orElseGet(() -> client(builder.patience, builder.environment)),
            builder.patience,
            builder.tokens,
            builder.offline,
            builder.trace);
    this.images = new ImageRegistry(transport, builder.ollama);
    this.hub = new Hub(transport, builder.hub);
    this.cache = builder.cache.map(folder -> new HeaderCache(folder, builder.clock));
    this.offline = builder.offline;
    this.origins = builder.ollama + " " + builder.hub;
    this.pieces = builder.pieces;
  }

  private static HttpClient client(Patience patience, Map<String, String> environment) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(patience.connect())
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(EnvironmentProxy.of(environment))
        .build();
  }

  /** A registry with the usual settings, to be changed one by one. */
  public static Builder builder() {
    return new Builder();
  }

  /** The settings of a registry. */
  public static final class Builder {
    private Patience patience = Patience.DEFAULT;
    private Tokens tokens = Tokens.none();
    private boolean offline;
    private Consumer<String> trace = line -> {};
    private URI ollama = URI.create("https://" + ModelName.DEFAULT_HOST);
    private URI hub = URI.create("https://huggingface.co");
    private Map<String, String> environment = Map.of();
    private Optional<Path> cache = Optional.empty();
    private Clock clock = Clock.systemUTC();
    private Optional<HttpClient> client = Optional.empty();
    private Download.Pieces pieces = Download.Pieces.DEFAULT;

    private Builder() {}

    /** How long is waited, and how often tried. */
    public Builder patience(Patience value) {
      this.patience = value;
      return this;
    }

    /** The tokens to send, each to its own origin. */
    public Builder tokens(Tokens value) {
      this.tokens = value;
      return this;
    }

    /** Opens no connection, and says instead what would have been asked. */
    public Builder offline(boolean value) {
      this.offline = value;
      return this;
    }

    /** Is told each request, a line each. */
    public Builder trace(Consumer<String> value) {
      this.trace = value;
      return this;
    }

    /** The address of Ollama's registry, or of what stands for it. */
    public Builder ollama(URI value) {
      this.ollama = value;
      return this;
    }

    /** The address of the hub, or of a mirror. */
    public Builder hub(URI value) {
      this.hub = value;
      return this;
    }

    /** The environment variables, of which those that name proxies count. */
    public Builder environment(Map<String, String> value) {
      this.environment = Map.copyOf(value);
      return this;
    }

    /** A folder to keep lists and headers in; without one nothing is kept. */
    public Builder cache(Path folder) {
      this.cache = Optional.of(folder);
      return this;
    }

    /** The clock by which what is kept grows old. */
    public Builder clock(Clock value) {
      this.clock = value;
      return this;
    }

    /** The client to use, for one with its own trust or proxy. It must not follow redirects. */
    public Builder client(HttpClient value) {
      this.client = Optional.of(value);
      return this;
    }

    /**
     * How downloads are divided.
     *
     * @param bytes length of a piece
     * @param atOnce pieces that are fetched at once
     */
    public Builder pieces(int bytes, int atOnce) {
      this.pieces = new Download.Pieces(bytes, atOnce);
      return this;
    }

    public HttpRegistry build() {
      return new HttpRegistry(this);
    }
  }

  @Override
  public List<PublishedFile> files(PublishedModel model) {
    if (model instanceof PublishedModel.AtAddress at) {
      return atAddress(at.address());
    }
    String key = model + " of " + origins;
    Optional<List<PublishedFile>> kept = cache.flatMap(folder -> folder.list(key, offline));
    if (kept.isPresent()) {
      return kept.get();
    }
    List<PublishedFile> files =
        model instanceof PublishedModel.InRegistry named
            ? images.files(named.name())
            : hub.files((PublishedModel.OnHub) model);
    cache.ifPresent(folder -> folder.keepList(key, files));
    return files;
  }

  @Override
  public PublishedImage image(ModelName name) {
    return images.image(name);
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
    if (name.parts() == 1) {
      return List.of(new PublishedFile(label, address, Optional.empty(), Optional.empty()));
    }
    List<PublishedFile> files = new ArrayList<>();
    for (int part = 1; part <= name.parts(); part++) {
      String file = name.nameOfPart(part);
      files.add(
          new PublishedFile(file, sibling(address, file), Optional.empty(), Optional.empty()));
    }
    return List.copyOf(files);
  }

  /** Another file in the same folder, with the same query. */
  private static URI sibling(URI address, String file) {
    String text = address.toString();
    String before = text.replaceFirst("[?#].*", "");
    String after = text.substring(before.length());
    return URI.create(before.substring(0, before.lastIndexOf('/') + 1) + Hub.encoded(file) + after);
  }

  @Override
  public <T> T beginning(PublishedFile file, Function<ByteSource, T> reader) {
    Optional<HeaderCache.Found> found = cache.flatMap(folder -> folder.beginning(file));
    boolean usable =
        found.isPresent()
            && (offline || found.get().fresh() || isUnchanged(file, found.get().kept()));
    RemoteBeginning source =
        usable
            ? new RemoteBeginning(transport, file, found.orElseThrow().kept())
            : new RemoteBeginning(transport, file);
    int before = source.have();
    T result = reader.apply(source);
    if (source.have() > before) {
      cache.ifPresent(folder -> folder.keepBeginning(file, source.kept()));
    }
    return result;
  }

  /** Asks whether a file is still the one of which the beginning is kept. */
  private boolean isUnchanged(PublishedFile file, HeaderCache.Kept kept) {
    if (kept.etag().isEmpty()) {
      return false;
    }
    Answer answer =
        transport.get(file.address(), Map.of("Range", "bytes=0-0", "If-None-Match", kept.etag()));
    try (answer) {
      boolean same =
          answer.status() == 304
              || (answer.status() == 206 && answer.header("etag").equals(kept.etag()));
      if (same) {
        cache.ifPresent(folder -> folder.refresh(file));
      }
      return same;
    } catch (IOException e) {
      throw Transport.failure(file.address(), e);
    }
  }

  @Override
  public void download(PublishedFile file, Path target, Consumer<Progress> progress) {
    new Download(transport, pieces, file, target, progress).run();
  }
}
