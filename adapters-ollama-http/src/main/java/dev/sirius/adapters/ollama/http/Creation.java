package dev.sirius.adapters.ollama.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Makes a model: sends the files that the server lacks, then the order. */
final class Creation {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BUFFER = 1 << 20;

  private final Connection connection;
  private final HttpOllama ollama;
  private final Consumer<Progress> progress;
  private final Map<Path, String> digests = new HashMap<>();

  Creation(Connection connection, HttpOllama ollama, Consumer<Progress> progress) {
    this.connection = connection;
    this.ollama = ollama;
    this.progress = progress;
  }

  void create(CreateRequest request) {
    OllamaVersion version = ollama.serverVersion();
    requireOrdersByField(version);
    Modelfile modelfile = request.modelfile();
    digests.putAll(request.digests());
    requireAllIsKnown(version, modelfile);
    ObjectNode order = JSON.createObjectNode();
    order.put("model", request.name().shortForm());
    order.put("stream", true);
    modelfile.all(Instruction.From.class).forEach(from -> from(order, from.source()));
    modelfile
        .last(Instruction.Adapter.class)
        .ifPresent(adapter -> file(order, "adapters", "ADAPTER", adapter.source()));
    modelfile
        .last(Instruction.Draft.class)
        .ifPresent(draft -> file(order, "draft_files", "DRAFT", draft.source()));
    modelfile
        .last(Instruction.Template.class)
        .ifPresent(template -> order.put("template", template.text()));
    modelfile
        .last(Instruction.SystemPrompt.class)
        .ifPresent(system -> order.put("system", system.text()));
    List<String> licenses =
        modelfile.all(Instruction.License.class).map(Instruction.License::text).toList();
    if (!licenses.isEmpty()) {
      ArrayNode array = order.putArray("license");
      licenses.forEach(array::add);
    }
    modelfile
        .last(Instruction.Renderer.class)
        .ifPresent(renderer -> order.put("renderer", renderer.name()));
    modelfile
        .last(Instruction.Parser.class)
        .ifPresent(parser -> order.put("parser", parser.name()));
    modelfile
        .last(Instruction.Requires.class)
        .ifPresent(requires -> order.put("requires", requires.version()));
    parameters(order, modelfile);
    messages(order, modelfile);
    request.quantize().ifPresent(type -> order.put("quantize", type.label()));
    ollama.stream("/api/create", order, event -> progress.accept(HttpOllama.progress(event)));
  }

  private static void requireOrdersByField(OllamaVersion version) {
    if (!version.isAtLeast(0, 5, 5)) {
      throw new ModelStoreException(
          Kind.TOO_OLD,
          "Ollama "
              + version
              + " makes models over HTTP from a Modelfile's text alone, which Sirius does not send;"
              + " update it to 0.5.5 or later, or use --adapter cli");
    }
  }

  /**
   * A server passes over what it does not know in an order, and makes the model without it; so what
   * it does not know is not sent. The versions are the first whose {@code CreateRequest} has the
   * field (api/types.go of ollama/ollama).
   */
  private static void requireAllIsKnown(OllamaVersion version, Modelfile modelfile) {
    requireKnown(version, "RENDERER", has(modelfile, Instruction.Renderer.class), 0, 12, 0);
    requireKnown(version, "PARSER", has(modelfile, Instruction.Parser.class), 0, 12, 0);
    requireKnown(version, "REQUIRES", has(modelfile, Instruction.Requires.class), 0, 14, 0);
    requireKnown(version, "DRAFT", has(modelfile, Instruction.Draft.class), 0, 30, 0);
  }

  private static boolean has(Modelfile modelfile, Class<? extends Instruction> kind) {
    return modelfile.all(kind).findAny().isPresent();
  }

  private static void requireKnown(
      OllamaVersion version, String what, boolean used, int major, int minor, int patch) {
    if (used && !version.isAtLeast(major, minor, patch)) {
      throw new ModelStoreException(
          Kind.TOO_OLD,
          String.format(
              Locale.ROOT,
              "Ollama %s does not know %s; update it to %d.%d.%d or later",
              version,
              what,
              major,
              minor,
              patch));
    }
  }

  /** A path must exist; a name must be installed: nothing is pulled by the way. */
  private void from(ObjectNode order, String text) {
    ModelSource source = source(text);
    if (source instanceof ModelSource.AtPath atPath) {
      file(order, "files", "FROM", atPath.path());
      return;
    }
    ModelName name = ((ModelSource.Installed) source).name();
    boolean installed = ollama.list().stream().map(InstalledModel::name).anyMatch(name::sameAs);
    if (!installed) {
      throw new ModelStoreException(
          Kind.NOT_FOUND,
          "model '" + name + "' not found; pull it with 'sirius pull " + name + "'");
    }
    order.put("from", name.shortForm());
  }

  private static ModelSource source(String text) {
    try {
      return ModelSource.of(text);
    } catch (IllegalArgumentException e) {
      throw new ModelStoreException(Kind.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  private void file(ObjectNode order, String key, String instruction, String source) {
    Path path = Path.of(source);
    if (!Files.isRegularFile(path)) {
      throw new ModelStoreException(
          Kind.LOCAL_FILE,
          instruction
              + " names "
              + path
              + (Files.isDirectory(path)
                  ? ", a directory; name the GGUF files in it, or use --adapter cli"
                  : ", and there is no such file; check the path"));
    }
    String name = path.getFileName().toString();
    ObjectNode files = order.withObjectProperty(key);
    if (files.has(name)) {
      throw new ModelStoreException(
          Kind.REFUSED,
          instruction
              + " names two files called "
              + name
              + "; the server tells them apart by name");
    }
    String known = digests.get(path);
    String digest = "sha256:" + (known == null ? digest(path) : known);
    send(path, digest);
    files.put(name, digest);
  }

  private void send(Path path, String digest) {
    String blob = "/api/blobs/" + digest;
    if (connection.exists(blob)) {
      return;
    }
    long length = size(path);
    String status = "sending " + path.getFileName();
    Bodies.File file =
        new Bodies.File(path, length, sent -> progress.accept(Progress.of(status, sent, length)));
    try (Transport.Reply reply = connection.upload(blob, file)) {
      connection.requireGood(reply, blob);
    }
  }

  private String digest(Path path) {
    long length = size(path);
    try (InputStream in = Files.newInputStream(path)) {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      long done = 0;
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        hash.update(buffer, 0, read);
        done += read;
        progress.accept(Progress.of("reading " + path.getFileName(), done, length));
      }
      return HexFormat.of().formatHex(hash.digest());
    } catch (IOException e) {
      throw Bodies.unreadable(path, e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static long size(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw Bodies.unreadable(path, e);
    }
  }

  private static void parameters(ObjectNode order, Modelfile modelfile) {
    for (Instruction.Set set : modelfile.all(Instruction.Set.class).toList()) {
      ObjectNode parameters = order.withObjectProperty("parameters");
      Parameter parameter = set.parameter();
      if (parameter instanceof Parameter.WholeNumber number) {
        parameters.put(number.name(), number.value());
      } else if (parameter instanceof Parameter.Fraction fraction) {
        parameters.put(fraction.name(), new BigDecimal(Float.toString(fraction.value())));
      } else if (parameter instanceof Parameter.Toggle toggle) {
        parameters.put(toggle.name(), toggle.value());
      } else if (parameter instanceof Parameter.Stop stop) {
        parameters.withArrayProperty(stop.name()).add(stop.text());
      } else {
        throw new ModelStoreException(
            Kind.REFUSED,
            "the parameter "
                + parameter.name()
                + " is not one that Ollama knows, so it cannot be set");
      }
    }
  }

  private static void messages(ObjectNode order, Modelfile modelfile) {
    for (Instruction.Say say : modelfile.all(Instruction.Say.class).toList()) {
      ObjectNode message = order.withArrayProperty("messages").addObject();
      message.put("role", say.message().role().word());
      message.put("content", say.message().content());
    }
  }
}
