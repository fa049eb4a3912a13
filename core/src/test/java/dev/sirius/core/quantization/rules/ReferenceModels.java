package dev.sirius.core.quantization.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.InMemoryBytes;
import dev.sirius.core.gguf.header.HeaderParser;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * Headers of real models in F16 and of small ones of many architectures in F32, and the types that
 * {@code llama-quantize --dry-run} of llama.cpp v0.5.0 chose for them. README.txt beside the data
 * says how they are stored.
 */
public final class ReferenceModels {

  private ReferenceModels() {}

  /** The headers by the models' names. */
  public static Map<String, GgufHeader> headers() {
    Map<String, GgufHeader> headers = new LinkedHashMap<>();
    try (DataInputStream in = new DataInputStream(open("headers.bin.gz"))) {
      while (true) {
        String name = in.readUTF();
        byte[] header = in.readNBytes(in.readInt());
        headers.put(name, HeaderParser.parse(new InMemoryBytes(header)));
      }
    } catch (EOFException end) {
      return headers;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A model and a file type, and the tensors' types in the header's order, as runs. */
  record Chosen(String model, String fileType, List<String> runs) {}

  static List<Chosen> chosen() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(open("chosen-types.txt.gz"), UTF_8))) {
      return in.lines()
          .map(line -> List.of(line.split(" ")))
          .map(words -> new Chosen(words.get(0), words.get(1), words.subList(2, words.size())))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static InputStream open(String name) throws IOException {
    return new GZIPInputStream(
        Objects.requireNonNull(ReferenceModels.class.getResourceAsStream(name), name));
  }
}
