package dev.sirius.core.blueprint;

import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A model that is being drawn: its hyper-parameters, its traits, and the tensors put down so far.
 */
final class Drawing {

  /** The largest hyper-parameter that is put up with; the largest in use are below 2^19. */
  static final long LARGEST = 1L << 30;

  private final ModelFacts outline;
  private final Set<Trait> traits;
  private final TensorTable table = new TensorTable();
  private final Map<String, OptionalLong> wholes = new HashMap<>();
  private final Map<String, List<Long>> perBlock = new HashMap<>();

  Drawing(ModelFacts outline, Set<Trait> traits) {
    this.outline = outline;
    this.traits = Set.copyOf(traits);
  }

  ModelFacts outline() {
    return outline;
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /** Elements of a token's representation between blocks. */
  long embedding() {
    return needed("embedding_length");
  }

  /** Number of tokens that the model knows. */
  long vocabulary() {
    return needed("vocab_size");
  }

  /** Elements of a head that the rotary embedding turns. */
  long ropeDimensions() {
    return orElse("rope.dimension_count", block(0).keyLength());
  }

  /** All blocks but those for predicting several tokens at once. */
  List<Block> blocks() {
    int count = Math.toIntExact(outline.blockCount() - nextTokenBlocks());
    List<Block> blocks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      blocks.add(block(i));
    }
    return blocks;
  }

  /** The blocks for predicting several tokens at once; they come last. */
  List<Block> nextTokenPredictors() {
    int all = outline.blockCount();
    List<Block> blocks = new ArrayList<>();
    for (int i = Math.toIntExact(all - nextTokenBlocks()); i < all; i++) {
      blocks.add(block(i));
    }
    return blocks;
  }

  private Block block(int index) {
    return new Block(this, index);
  }

  private long nextTokenBlocks() {
    long count = orElse("nextn_predict_layers", 0);
    if (count >= outline.blockCount()) {
      throw new MetadataException(
          outline.key("nextn_predict_layers"),
          "is " + count + "; fewer than the " + outline.blockCount() + " blocks are allowed");
    }
    return count;
  }

  /** Puts down a tensor. */
  void add(String name, long... dimensions) {
    table.add(name, dimensions);
  }

  /** The table of the tokens' embeddings. */
  void tokenEmbedding() {
    add("token_embd.weight", embedding(), vocabulary());
  }

  /** The last norm and, where there is one, the output matrix. */
  void output() {
    add("output_norm.weight", embedding());
    if (has(Trait.OUTPUT_MATRIX)) {
      add("output.weight", embedding(), vocabulary());
    }
  }

  /** The factors of the rotary frequencies, where there are any. */
  void ropeFactors() {
    if (has(Trait.ROPE_FACTORS)) {
      add("rope_freqs.weight", ropeDimensions() / 2);
    }
    if (has(Trait.LONG_ROPE_FACTORS)) {
      add("rope_factors_long.weight", ropeDimensions() / 2);
      add("rope_factors_short.weight", ropeDimensions() / 2);
    }
  }

  /** A hyper-parameter that the architecture cannot do without. */
  long needed(String name) {
    return whole(name).orElseThrow(() -> missing(outline.key(name)));
  }

  /** A hyper-parameter of one block. */
  long needed(String name, int block) {
    List<Long> values = perBlock.computeIfAbsent(name, this::perBlock);
    if (values.isEmpty()) {
      throw missing(outline.key(name));
    }
    return bounded(name, values.get(block));
  }

  /** Whether a hyper-parameter is there, for all blocks or for each. */
  boolean states(String name) {
    return !perBlock.computeIfAbsent(name, this::perBlock).isEmpty();
  }

  private List<Long> perBlock(String name) {
    return outline.perBlock(name).orElse(List.of());
  }

  private OptionalLong whole(String name) {
    return wholes.computeIfAbsent(name, this::read);
  }

  private OptionalLong read(String name) {
    OptionalLong value = outline.uint(name);
    value.ifPresent(number -> bounded(name, number));
    return value;
  }

  /** Bounded, so that no sum of products of two exceeds 2^63 − 1. */
  private long bounded(String name, long value) {
    if (value > LARGEST) {
      throw new MetadataException(
          outline.key(name), "is " + value + "; at most " + LARGEST + " is allowed");
    }
    return value;
  }

  /** What to throw for a key that is not there. */
  MetadataException missing(String key) {
    return new MetadataException(key, "is missing; the tensors' dimensions follow from it");
  }

  long orElse(String name, long otherwise) {
    return whole(name).orElse(otherwise);
  }

  List<TensorInfo> tensors() {
    return table.tensors();
  }
}
