package dev.sirius.adapters.ollama.store;

import dev.sirius.adapters.gguf.GgufFiles;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.gguf.port.WeightsWriter;
import dev.sirius.core.gguf.port.WritePlan;
import dev.sirius.core.gguf.port.WrittenFile;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.FolderReport;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A model folder that tests look into. */
record Folder(Path root) {

  OllamaFolder store() {
    return new OllamaFolder(root, new GgufFiles());
  }

  FolderInspection inspection() {
    return new FolderInspection(root, Clock.systemUTC());
  }

  /** The inspection as it would be in two hours. */
  FolderInspection later() {
    Instant then = Instant.now().plus(Duration.ofHours(2));
    return new FolderInspection(root, Clock.fixed(then, ZoneOffset.UTC));
  }

  FolderReport deepReport() {
    return inspection().check(true, step -> {});
  }

  static CreateRequest request(String name, Path weights, String system) {
    return new CreateRequest(
        ModelName.parse(name),
        Modelfile.from(weights.toString()).with(new Instruction.SystemPrompt(system)),
        Optional.empty());
  }

  void create(String name, Path weights, String system) {
    store().create(request(name, weights, system), step -> {});
  }

  /** Writes weights anew, as a quantizer would, with one byte of each tensor changed. */
  static WrittenFile rewritten(Path weights, Path target, int variant) {
    GgufFiles files = new GgufFiles();
    try (WeightsReader reader = files.open(weights)) {
      List<TensorInfo> tensors = reader.facts().tensors();
      WritePlan plan = new WritePlan(reader.facts().metadata(), tensors, Optional.of(reader), true);
      try (WeightsWriter writer = files.create(target, plan)) {
        for (TensorInfo tensor : tensors) {
          byte[] data = new byte[Math.toIntExact(tensor.bytes())];
          reader.read(tensor, 0, data, 0, data.length);
          data[0] ^= (byte) variant;
          writer.write(data, 0, data.length);
        }
        return writer.commit();
      }
    }
  }

  Path manifest(String name) {
    ModelName model = ModelName.parse(name);
    return root.resolve("manifests")
        .resolve(model.host())
        .resolve(model.namespace())
        .resolve(model.model())
        .resolve(model.tag());
  }

  Path blob(String hex) {
    return root.resolve("blobs").resolve("sha256-" + hex);
  }

  List<Path> blobs() {
    return files("blobs");
  }

  List<Path> unfinished() {
    return files("sirius/unfinished");
  }

  private List<Path> files(String part) {
    if (!Files.exists(root.resolve(part))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(root.resolve(part))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
