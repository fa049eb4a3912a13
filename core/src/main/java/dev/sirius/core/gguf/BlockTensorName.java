package dev.sirius.core.gguf;

import java.util.Optional;

/**
 * The name of a tensor that belongs to one block (layer) of a model, such as {@code
 * blk.12.attn_q.weight}.
 *
 * @param block the block's number, from 0
 * @param part what the tensor is in its block: {@code attn_q.weight}
 */
public record BlockTensorName(int block, String part) {

  private static final String PREFIX = "blk.";
  private static final int MOST_DIGITS = 4;

  /** A name read so; empty when it is not of a block. */
  public static Optional<BlockTensorName> of(String name) {
    if (!name.startsWith(PREFIX)) {
      return Optional.empty();
    }
    int dot = name.indexOf('.', PREFIX.length());
    int digits = dot - PREFIX.length();
    if (digits < 1 || digits > MOST_DIGITS) {
      return Optional.empty();
    }
    int block = 0;
    for (int i = PREFIX.length(); i < dot; i++) {
      char digit = name.charAt(i);
      if (digit < '0' || digit > '9') {
        return Optional.empty();
      }
      block = 10 * block + digit - '0';
    }
    return Optional.of(new BlockTensorName(block, name.substring(dot + 1)));
  }
}
