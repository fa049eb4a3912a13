package dev.sirius.core.plan;

import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.quantization.TensorType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The facts of models whose memory is known: real ones by their GGUF headers, and llama.cpp's own
 * small test models of its architectures.
 */
public final class ReferenceModels {

  private static final Map<String, ModelFacts> ALL = read();

  private ReferenceModels() {}

  public static ModelFacts named(String name) {
    ModelFacts facts = ALL.get(name);
    if (facts == null) {
      throw new IllegalArgumentException("no reference model is called " + name);
    }
    return facts;
  }

  public static List<String> names() {
    return ALL.keySet().stream().sorted().toList();
  }

  /** The lines of a CSV resource beside this class, without the first. */
  public static List<String[]> rows(String resource) {
    try (InputStream in = stream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(",", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The facts with every matrix but the router's in one type, and all else in 32 bits. */
  public static List<TensorInfo> uniformly(ModelFacts facts, TensorType type) {
    return facts.tensors().stream()
        .map(
            tensor ->
                tensor.dimensions().size() > 1 && !tensor.name().contains("ffn_gate_inp")
                    ? tensor.as(type)
                    : tensor.as(TensorType.F32))
        .toList();
  }

  private static InputStream stream(String resource) {
    InputStream in = ReferenceModels.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalArgumentException("no resource is called " + resource);
    }
    return in;
  }

  private static Map<String, ModelFacts> read() {
    Map<String, ModelFacts> models = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(stream("models.txt.gz")), StandardCharsets.UTF_8))) {
      String name = "";
      Map<String, GgufValue> entries = new LinkedHashMap<>();
      List<TensorInfo> tensors = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", 4);
        switch (words[0]) {
          case "model" -> {
            if (!name.isEmpty()) {
              models.put(name, ModelFacts.of(new Metadata(entries), tensors));
            }
            name = words[1];
            entries = new LinkedHashMap<>();
            tensors = new ArrayList<>();
          }
          case "key" -> entries.put(words[1], value(words[2], words.length > 3 ? words[3] : ""));
          case "tensor" -> tensors.add(tensor(words[1], words[2], words[3]));
          default -> throw new IllegalStateException("unexpected line: " + line);
        }
      }
      models.put(name, ModelFacts.of(new Metadata(entries), tensors));
      return models;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TensorInfo tensor(String name, String shape, String type) {
    List<Long> dimensions = Arrays.stream(shape.split("x")).map(Long::valueOf).toList();
    return new TensorInfo(name, dimensions, TensorType.named(type).orElseThrow());
  }

  private static GgufValue value(String type, String text) {
    if (type.startsWith("[")) {
      ValueType element = type(type.substring(1, type.length() - 1));
      return new GgufValue.Elements(
          element, Arrays.stream(text.split(",")).map(item -> single(element, item)).toList());
    }
    return single(type(type), text);
  }

  private static ValueType type(String label) {
    return label.equals("str")
        ? ValueType.STRING
        : Arrays.stream(ValueType.values())
            .filter(type -> type.label().equals(label))
            .findFirst()
            .orElseThrow();
  }

  private static GgufValue single(ValueType type, String text) {
    return switch (type) {
      case STRING -> GgufValue.Text.of(text);
      case BOOL -> new GgufValue.Flag(Boolean.parseBoolean(text));
      case FLOAT32 -> new GgufValue.Float32(Float.parseFloat(text));
      case FLOAT64 -> new GgufValue.Float64(Double.parseDouble(text));
      case UINT64 -> new GgufValue.Whole(type, Long.parseUnsignedLong(text));
      default -> new GgufValue.Whole(type, Long.parseLong(text));
    };
  }
}
