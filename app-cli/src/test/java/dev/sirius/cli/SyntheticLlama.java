package dev.sirius.cli;

import dev.sirius.adapters.gguf.GgufFiles;
import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.gguf.port.WeightsWriter;
import dev.sirius.core.gguf.port.WritePlan;
import dev.sirius.core.quantization.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * An F16 file with all that a llama's has: vocabulary, hyper-parameters, every tensor of each
 * block, grouped heads, an output matrix of its own. Its weights are small random numbers, so it
 * has nothing to say.
 *
 * @param blocks number of blocks
 * @param embedding elements of an embedding; a multiple of 256
 * @param feedForward elements between the two halves of a block; a multiple of 256
 * @param vocabulary number of tokens
 */
record SyntheticLlama(int blocks, int embedding, int feedForward, int vocabulary) {

  private static final int HEADS = 8;
  private static final int KEY_VALUE_HEADS = 2;
  private static final int CONTEXT = 2048;
  private static final int PIECE_BYTES = 1 << 20;

  /** One small enough to be made in no time. */
  static final SyntheticLlama SMALLEST = new SyntheticLlama(1, 256, 256, 64);

  /** Writes it; returns the file's bytes. */
  long write(Path file) {
    return write(file, Map.of(), tensors());
  }

  /** Writes it as if it were of another architecture. */
  void writeAs(String architecture, Path file) {
    write(file, Map.of(GgufKeys.ARCHITECTURE, GgufValue.Text.of(architecture)), tensors());
  }

  /** Writes it in two parts; returns the first. */
  Path writeInTwo(Path directory) {
    List<TensorInfo> all = tensors();
    for (int part = 0; part < 2; part++) {
      write(
          directory.resolve("part-0000" + (part + 1) + "-of-00002.gguf"),
          Map.of(
              GgufKeys.SPLIT_NUMBER, new GgufValue.Whole(ValueType.UINT16, part),
              GgufKeys.SPLIT_COUNT, new GgufValue.Whole(ValueType.UINT16, 2),
              GgufKeys.SPLIT_TENSORS, new GgufValue.Whole(ValueType.INT32, all.size())),
          part == 0 ? all.subList(0, 3) : all.subList(3, all.size()));
    }
    return directory.resolve("part-00001-of-00002.gguf");
  }

  private long write(Path file, Map<String, GgufValue> more, List<TensorInfo> tensors) {
    Map<String, GgufValue> values = metadata();
    values.putAll(more);
    WritePlan plan = new WritePlan(new Metadata(values), tensors, Optional.empty(), false);
    try (WeightsWriter writer = new GgufFiles().create(file, plan)) {
      SplittableRandom random = new SplittableRandom(20_261_124);
      for (TensorInfo tensor : tensors) {
        fill(writer, tensor, random);
      }
      return writer.commit().bytes();
    }
  }

  private Map<String, GgufValue> metadata() {
    Map<String, GgufValue> values = new LinkedHashMap<>();
    values.put(GgufKeys.ARCHITECTURE, GgufValue.Text.of("llama"));
    values.put("general.name", GgufValue.Text.of("synthetic"));
    values.put("llama.block_count", GgufValue.Whole.uint32(blocks));
    values.put("llama.context_length", GgufValue.Whole.uint32(CONTEXT));
    values.put("llama.embedding_length", GgufValue.Whole.uint32(embedding));
    values.put("llama.feed_forward_length", GgufValue.Whole.uint32(feedForward));
    values.put("llama.attention.head_count", GgufValue.Whole.uint32(HEADS));
    values.put("llama.attention.head_count_kv", GgufValue.Whole.uint32(KEY_VALUE_HEADS));
    values.put("llama.attention.layer_norm_rms_epsilon", new GgufValue.Float32(1e-5f));
    values.put("llama.rope.dimension_count", GgufValue.Whole.uint32(embedding / HEADS));
    values.put(GgufKeys.FILE_TYPE, GgufValue.Whole.uint32(1));
    values.put("tokenizer.ggml.model", GgufValue.Text.of("llama"));
    values.put(
        GgufKeys.TOKENS,
        new GgufValue.Elements(
            ValueType.STRING,
            IntStream.range(0, vocabulary)
                .<GgufValue>mapToObj(i -> GgufValue.Text.of("t" + i))
                .toList()));
    values.put("tokenizer.ggml.scores", each(ValueType.FLOAT32, new GgufValue.Float32(0)));
    values.put("tokenizer.ggml.token_type", each(ValueType.INT32, one()));
    return values;
  }

  private static GgufValue one() {
    return new GgufValue.Whole(ValueType.INT32, 1);
  }

  private GgufValue each(ValueType type, GgufValue value) {
    return new GgufValue.Elements(type, Collections.nCopies(vocabulary, value));
  }

  private List<TensorInfo> tensors() {
    List<TensorInfo> tensors = new ArrayList<>();
    matrix(tensors, "token_embd", embedding, vocabulary);
    matrix(tensors, "output", embedding, vocabulary);
    norm(tensors, "output_norm");
    int keys = embedding / HEADS * KEY_VALUE_HEADS;
    for (int block = 0; block < blocks; block++) {
      String at = "blk." + block + ".";
      norm(tensors, at + "attn_norm");
      norm(tensors, at + "ffn_norm");
      matrix(tensors, at + "attn_q", embedding, embedding);
      matrix(tensors, at + "attn_k", embedding, keys);
      matrix(tensors, at + "attn_v", embedding, keys);
      matrix(tensors, at + "attn_output", embedding, embedding);
      matrix(tensors, at + "ffn_gate", embedding, feedForward);
      matrix(tensors, at + "ffn_up", embedding, feedForward);
      matrix(tensors, at + "ffn_down", feedForward, embedding);
    }
    return tensors;
  }

  private static void matrix(List<TensorInfo> tensors, String name, long columns, long rows) {
    tensors.add(new TensorInfo(name + ".weight", List.of(columns, rows), TensorType.F16));
  }

  private void norm(List<TensorInfo> tensors, String name) {
    tensors.add(new TensorInfo(name + ".weight", List.of((long) embedding), TensorType.F32));
  }

  private static void fill(WeightsWriter writer, TensorInfo tensor, SplittableRandom random) {
    byte[] piece = new byte[(int) Math.min(PIECE_BYTES, tensor.bytes())];
    for (long left = tensor.bytes(); left > 0; left -= piece.length) {
      int count = (int) Math.min(piece.length, left);
      ByteBuffer buffer = ByteBuffer.wrap(piece, 0, count).order(ByteOrder.LITTLE_ENDIAN);
      while (buffer.hasRemaining()) {
        if (tensor.type() == TensorType.F32) {
          buffer.putFloat(1);
        } else {
          buffer.putLong(four(random.nextLong()));
        }
      }
      writer.write(piece, 0, count);
    }
  }

  /** Four halves of either sign between 2^-7 and 2^-6. */
  private static long four(long random) {
    return (random & 0x83ff_83ff_83ff_83ffL) | 0x2000_2000_2000_2000L;
  }
}
