package dev.sirius.core.gguf;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.QuantizationType;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a model is made of: its architecture, hyper-parameters and tensors. It comes from a GGUF
 * file, from what Ollama tells of an installed model, or from a catalogue.
 *
 * @param architecture such as {@code llama}; it prefixes the keys of the hyper-parameters
 * @param metadata all key-values
 * @param tensors the tensors in the source's order; of a split file all parts' together
 */
public record ModelFacts(String architecture, Metadata metadata, List<TensorInfo> tensors) {

  /** Blocks that llama.cpp allows a model. */
  public static final int MOST_BLOCKS = 512;

  public ModelFacts {
    requireNonNull(metadata, "metadata");
    tensors = List.copyOf(tensors);
    if (architecture.isEmpty()) {
      throw new IllegalArgumentException("the architecture has no name; such as 'llama' is needed");
    }
  }

  /**
   * The facts of a file's header.
   *
   * @throws MetadataException when it names no architecture
   */
  public static ModelFacts of(Metadata metadata, List<TensorInfo> tensors) {
    return new ModelFacts(
        metadata
            .string(GgufKeys.ARCHITECTURE)
            .filter(name -> !name.isEmpty())
            .orElseThrow(
                () ->
                    new MetadataException(
                        GgufKeys.ARCHITECTURE, "is missing; without it this is no model's file")),
        metadata,
        tensors);
  }

  /** The key of a hyper-parameter: {@code block_count} is {@code llama.block_count} of a llama. */
  public String key(String name) {
    return architecture + "." + name;
  }

  /** A hyper-parameter that is a whole number from 0 on, such as {@code context_length}. */
  public OptionalLong uint(String name) {
    return metadata.uint(key(name));
  }

  /** A hyper-parameter that is a number, such as {@code rope.freq_base}. */
  public OptionalDouble real(String name) {
    return metadata.real(key(name));
  }

  public Optional<Boolean> flag(String name) {
    return metadata.flag(key(name));
  }

  public Optional<String> string(String name) {
    return metadata.string(key(name));
  }

  /**
   * A hyper-parameter for each block, such as {@code attention.head_count_kv}: the array's
   * elements, or the one number for all blocks.
   *
   * @throws MetadataException when an array has fewer elements than there are blocks
   */
  public Optional<List<Long>> perBlock(String name) {
    return metadata.uints(key(name)).map(values -> perBlock(name, values));
  }

  private <T> List<T> perBlock(String name, List<T> values) {
    int blocks = blockCount();
    if (!(metadata.get(key(name)).orElse(null) instanceof GgufValue.Sequence)) {
      return Collections.nCopies(blocks, values.get(0));
    }
    if (values.size() < blocks) {
      throw new MetadataException(
          key(name), "has " + values.size() + " elements; " + blocks + " blocks need one each");
    }
    return values.subList(0, blocks);
  }

  /** As {@link #perBlock}, for truth values, such as {@code attention.sliding_window_pattern}. */
  public Optional<List<Boolean>> flagPerBlock(String name) {
    return metadata.flags(key(name)).map(values -> perBlock(name, values));
  }

  /**
   * Number of blocks (layers), those for predicting several tokens included.
   *
   * @throws MetadataException when it is missing, 0, or more than {@link #MOST_BLOCKS}
   */
  public int blockCount() {
    long count =
        uint("block_count")
            .orElseThrow(
                () ->
                    new MetadataException(
                        key("block_count"), "is missing; the number of blocks is needed"));
    if (count < 1 || count > MOST_BLOCKS) {
      throw new MetadataException(
          key("block_count"), "is " + count + "; 1 to " + MOST_BLOCKS + " is allowed");
    }
    return (int) count;
  }

  /** Number of tokens: as stated, else the vocabulary's length, else the embedding table's rows. */
  public OptionalLong vocabularySize() {
    OptionalLong stated = uint("vocab_size");
    if (stated.isPresent()) {
      return stated;
    }
    OptionalLong tokens = metadata.count(GgufKeys.TOKENS);
    if (tokens.isPresent()) {
      return tokens;
    }
    return tensor(TOKEN_EMBEDDING).map(table -> OptionalLong.of(table.rows())).orElse(tokens);
  }

  public Optional<TensorInfo> tensor(String name) {
    return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
  }

  /** Whether the embedding table serves as output matrix too: there is no matrix of that name. */
  public boolean hasTiedEmbeddings() {
    return tensor(OUTPUT).isEmpty();
  }

  /**
   * Number of weights.
   *
   * @throws ArithmeticException when it exceeds 2^63 − 1
   */
  public long parameterCount() {
    return tensors.stream().mapToLong(TensorInfo::elements).reduce(0, Math::addExact);
  }

  /**
   * Bytes of all tensors, without padding.
   *
   * @throws ArithmeticException when they exceed 2^63 − 1
   */
  public long tensorBytes() {
    return tensors.stream().mapToLong(TensorInfo::bytes).reduce(0, Math::addExact);
  }

  /** The recipe by which the file says to be quantized; empty when it says none that is known. */
  public Optional<QuantizationType> fileType() {
    OptionalLong code = metadata.uint(GgufKeys.FILE_TYPE);
    return code.isPresent() && code.getAsLong() <= Integer.MAX_VALUE
        ? QuantizationType.ofFileType((int) code.getAsLong())
        : Optional.empty();
  }

  private static final String TOKEN_EMBEDDING = "token_embd.weight";
  private static final String OUTPUT = "output.weight";
}
