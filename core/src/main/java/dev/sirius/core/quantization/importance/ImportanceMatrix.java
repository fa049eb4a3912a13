package dev.sirius.core.quantization.importance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sirius.core.gguf.GgufText;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.TensorInfo;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much each column of a model's tensors matters: the mean square of what the column was
 * multiplied by while the model read a text. An expert tensor has columns for each expert.
 */
public final class ImportanceMatrix {

  /** No importances: every tensor is quantized by its own weights alone. */
  public static final ImportanceMatrix NONE = new ImportanceMatrix(Map.of(), Optional.empty(), 0);

  /** Bytes that llama-quantize keeps of a text that it notes in the file. */
  private static final int LONGEST_NOTE = 127;

  private final Map<String, float[]> importances;
  private final Optional<String> dataset;
  private final long chunks;

  /**
   * @param importances by tensor name, one number for each column, expert after expert
   * @param dataset the text that they were measured on, if it is known
   * @param chunks into how many chunks it was cut; 0 when that is not known
   * @throws IllegalArgumentException when an importance is negative or no finite number
   */
  public ImportanceMatrix(Map<String, float[]> importances, Optional<String> dataset, long chunks) {
    this.importances = new LinkedHashMap<>(importances);
    this.dataset = dataset;
    this.chunks = chunks;
    importances.forEach(ImportanceMatrix::requireImportances);
  }

  private static void requireImportances(String tensor, float[] importances) {
    for (float importance : importances) {
      if (!(importance >= 0) || Float.isInfinite(importance)) {
        throw new IllegalArgumentException(
            "importances of tensor '"
                + tensor
                + "' contain "
                + importance
                + "; finite numbers from 0 on are needed");
      }
    }
  }

  public boolean isEmpty() {
    return importances.isEmpty();
  }

  /** How many tensors it has importances for. */
  public int size() {
    return importances.size();
  }

  /** Whether it has importances for a tensor of this name. */
  public boolean knows(String tensor) {
    return importances.containsKey(tensor);
  }

  /**
   * The importances of a tensor's columns, of one expert after another. Empty for a tensor that is
   * not among them, and for an embedding table of another size.
   *
   * @throws IllegalArgumentException when there are more or fewer than the tensor has columns
   */
  public Optional<float[]> of(TensorInfo tensor) {
    float[] found = importances.get(tensor.name());
    if (found == null) {
      return Optional.empty();
    }
    long needed = Math.multiplyExact(tensor.dimension(0), tensor.dimension(2));
    if (found.length == needed) {
      return Optional.of(found.clone());
    }
    if (tensor.name().equals("token_embd.weight")) {
      return Optional.empty();
    }
    throw new IllegalArgumentException(
        "tensor '"
            + tensor.name()
            + "' has "
            + needed
            + " columns, and the importance matrix "
            + found.length
            + "; it was measured on another model");
  }

  /**
   * What a file notes of the importances that it was made with.
   *
   * @param name the importance matrix' own file, as it was given
   */
  public Map<String, GgufValue> notes(String name) {
    Map<String, GgufValue> notes = new LinkedHashMap<>();
    notes.put("quantize.imatrix.file", note(name));
    dataset.ifPresent(text -> notes.put("quantize.imatrix.dataset", note(text)));
    notes.put("quantize.imatrix.entries_count", GgufValue.Whole.uint32(size()));
    if (chunks > 0) {
      notes.put("quantize.imatrix.chunks_count", GgufValue.Whole.uint32(chunks));
    }
    return notes;
  }

  private static GgufValue note(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new GgufValue.Text(
        GgufText.of(Arrays.copyOf(bytes, Math.min(bytes.length, LONGEST_NOTE))));
  }
}
