package dev.sirius.core.quantization.importance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.PlacedTensor;
import dev.sirius.core.gguf.header.HeaderParser;
import dev.sirius.core.gguf.port.ByteSource;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.text.SafeText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads importance matrices in both forms that llama.cpp v0.5.0 writes or has written
 * (tools/imatrix/imatrix.cpp, common/imatrix-loader.cpp): a GGUF file of sums and counts, or the
 * older plain list of means.
 */
public final class ImportanceParser {

  /** Bytes of an importance matrix that are read at most; those of large models have 100 MiB. */
  private static final long MOST_BYTES = 1L << 30;

  private static final String SUMS = ".in_sum2";
  private static final String COUNTS = ".counts";
  private static final int GGUF_MAGIC = 0x46554747;

  private final ByteSource source;
  private long position;

  private ImportanceParser(ByteSource source) {
    this.source = source;
  }

  /**
   * Reads an importance matrix of either form.
   *
   * @throws ImportanceException when it holds none
   * @throws dev.sirius.core.gguf.GgufException when it begins as a GGUF file and is none
   */
  public static ImportanceMatrix parse(ByteSource source) {
    if (source.length() > MOST_BYTES) {
      throw new ImportanceException(
          source.name()
              + " has "
              + source.length()
              + " bytes; an importance matrix of more than 1 GiB is not read");
    }
    ImportanceParser parser = new ImportanceParser(source);
    try {
      boolean gguf = source.length() >= 4 && parser.take(4).getInt(0) == GGUF_MAGIC;
      parser.position = 0;
      ImportanceMatrix matrix = gguf ? parser.gguf() : parser.list();
      if (matrix.isEmpty()) {
        throw parser.failure("holds importances of no tensor");
      }
      return matrix;
    } catch (IllegalArgumentException e) {
      throw new ImportanceException(source.name() + ": " + e.getMessage(), e);
    }
  }

  private ImportanceMatrix gguf() {
    GgufHeader header = HeaderParser.parse(source);
    SortedMap<String, PlacedTensor> sums = new TreeMap<>();
    SortedMap<String, PlacedTensor> counts = new TreeMap<>();
    for (PlacedTensor placed : header.placedTensors()) {
      String name = placed.tensor().name();
      if (name.endsWith(SUMS)) {
        sums.put(name.substring(0, name.length() - SUMS.length()), placed);
      } else if (name.endsWith(COUNTS)) {
        counts.put(name.substring(0, name.length() - COUNTS.length()), placed);
      }
    }
    if (!sums.keySet().equals(counts.keySet())) {
      throw failure("has sums without counts, or counts without sums; it is no importance matrix");
    }
    Map<String, float[]> importances = new LinkedHashMap<>();
    Iterator<PlacedTensor> count = counts.values().iterator();
    sums.forEach(
        (tensor, sum) -> importances.put(tensor, means(tensor, floats(sum), floats(count.next()))));
    Metadata metadata = header.metadata();
    return new ImportanceMatrix(
        importances, firstDataset(metadata), metadata.uint("imatrix.chunk_count").orElse(0));
  }

  private static Optional<String> firstDataset(Metadata metadata) {
    return metadata
        .get("imatrix.datasets")
        .filter(GgufValue.Elements.class::isInstance)
        .flatMap(list -> ((GgufValue.Elements) list).elements().stream().findFirst())
        .filter(GgufValue.Text.class::isInstance)
        .map(text -> ((GgufValue.Text) text).value());
  }

  /** The means of all experts' columns; an expert that was never used gets 1 for all of its own. */
  private float[] means(String tensor, float[] sums, float[] counts) {
    if (counts.length == 0 || sums.length % counts.length != 0) {
      throw failure(
          "has "
              + sums.length
              + " sums and "
              + counts.length
              + " counts for tensor '"
              + SafeText.oneLine(tensor, 80)
              + "'; the same number of sums for each count is needed");
    }
    int columns = sums.length / counts.length;
    float[] means = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      float count = Math.round(counts[i / columns]);
      means[i] = count > 0 ? sums[i] / count : 1;
    }
    return means;
  }

  private float[] floats(PlacedTensor placed) {
    if (placed.tensor().type() != TensorType.F32) {
      throw failure("keeps '" + SafeText.oneLine(placed.tensor().name(), 80) + "' not as f32");
    }
    position = placed.position();
    return floats(placed.tensor().elements());
  }

  /** The older form: for each tensor its name, a number of calls, and means times that number. */
  private ImportanceMatrix list() {
    int entries = take(4).getInt(0);
    if (entries < 1) {
      throw failure("begins with a count of " + entries + " tensors; it is no importance matrix");
    }
    Map<String, float[]> importances = new LinkedHashMap<>();
    for (int i = 0; i < entries; i++) {
      String tensor = text();
      int calls = take(4).getInt(0);
      int count = take(4).getInt(0);
      if (count < 1) {
        throw failure("has a count of " + count + " importances at byte " + (position - 4));
      }
      float[] values = floats(count);
      if (calls > 0) {
        for (int j = 0; j < values.length; j++) {
          values[j] /= calls;
        }
      }
      importances.put(tensor, values);
    }
    int chunks = left() >= 4 ? take(4).getInt(0) : 0;
    Optional<String> dataset = left() >= 4 ? Optional.of(text()) : Optional.empty();
    return new ImportanceMatrix(
        importances, dataset.filter(name -> !name.isEmpty()), Math.max(0, chunks));
  }

  private String text() {
    int length = take(4).getInt(0);
    if (length < 0 || length > left()) {
      throw failure("has a text of " + length + " bytes at byte " + (position - 4));
    }
    return new String(take(length).array(), UTF_8);
  }

  private float[] floats(long count) {
    if (count > left() / 4) {
      throw failure("ends before the " + count + " numbers that are due at byte " + position);
    }
    float[] values = new float[(int) count];
    take(4 * values.length).asFloatBuffer().get(values);
    return values;
  }

  private long left() {
    return source.length() - position;
  }

  /** The next bytes, all of them. */
  private ByteBuffer take(int count) {
    if (count > left()) {
      throw failure("ends at byte " + source.length() + ", in the middle of an importance matrix");
    }
    byte[] bytes = new byte[count];
    try {
      int done = 0;
      while (done < count) {
        int read = source.read(position + done, bytes, done, count - done);
        if (read < 0) {
          throw failure("was cut short while it was read");
        }
        done += read;
      }
    } catch (IOException e) {
      throw new ImportanceException("cannot read " + source.name() + ": " + e.getMessage(), e);
    }
    position += count;
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private ImportanceException failure(String reason) {
    return new ImportanceException(source.name() + " " + reason);
  }
}
