package dev.sirius.adapters.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.header.HeaderRenderer;
import dev.sirius.core.quantization.QuantizationType;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code llama-quantize} on the PATH. */
final class LlamaQuantize {

  private static final Pattern TENSOR =
      Pattern.compile(
          "^\\[ *\\d+/ *\\d+\\] +(\\S+) +- \\[.*\\], type = +(\\S+), size = [^(]*(?:\\((\\S+)\\))?.*");

  private final Path program;
  private final Path directory;

  private LlamaQuantize(Path program, Path directory) {
    this.program = program;
    this.directory = directory;
  }

  static Optional<Path> program() {
    for (String part : String.valueOf(System.getenv("PATH")).split(File.pathSeparator)) {
      Path program = Path.of(part, "llama-quantize");
      if (Files.isExecutable(program)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }

  static LlamaQuantize in(Path directory) {
    return new LlamaQuantize(program().orElseThrow(), directory);
  }

  /** Writes a model's header, and a hole where its data would be. */
  Path write(String name, Metadata metadata, List<TensorInfo> tensors) throws IOException {
    GgufHeader header = HeaderRenderer.header(metadata, tensors);
    Path path = directory.resolve(name);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
      HeaderRenderer.render(header, (position, into, offset, count) -> {}, out);
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(header.fileLength());
    }
    return path;
  }

  /** The types by tensor that a dry run prints, in its order; empty when it fails. */
  Optional<Map<String, String>> chosen(Path model, QuantizationType target, List<String> options)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--dry-run"));
    arguments.addAll(options);
    arguments.addAll(List.of(model.toString(), name(target)));
    Path log = directory.resolve("log.txt");
    if (run(arguments, log) != 0) {
      return Optional.empty();
    }
    Map<String, String> types = new LinkedHashMap<>();
    for (String line : Files.readAllLines(log, UTF_8)) {
      Matcher matcher = TENSOR.matcher(line);
      if (matcher.matches()) {
        String kept = matcher.group(2);
        types.put(matcher.group(1), matcher.group(3) == null ? kept : matcher.group(3));
      }
    }
    return Optional.of(types);
  }

  /**
   * Whether the last run failed because of the rules for types; the other reason is that a model
   * makes no sense to it.
   */
  boolean refusedByTheRules() throws IOException {
    String log = Files.readString(directory.resolve("log.txt"), UTF_8);
    return log.contains("Failed to determine layer")
        || log.contains("Bad layer")
        || log.contains("no tensor type fallback");
  }

  /** Quantizes for real; empty when it fails. */
  Optional<Path> quantize(Path model, QuantizationType target) throws IOException {
    Path output = directory.resolve("quantized.gguf");
    int status =
        run(
            List.of(model.toString(), output.toString(), name(target), "2"),
            directory.resolve("log.txt"));
    return status == 0 ? Optional.of(output) : Optional.empty();
  }

  private int run(List<String> arguments, Path log) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("llama-quantize did not end within 2 minutes");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String name(QuantizationType target) {
    return target == QuantizationType.MXFP4 ? "MXFP4_MOE" : target.label();
  }
}
