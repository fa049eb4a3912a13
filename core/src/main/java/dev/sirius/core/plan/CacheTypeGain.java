package dev.sirius.core.plan;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.size.ByteSize;
import java.util.OptionalLong;

/**
 * What a format of keys and values buys.
 *
 * @param type the format
 * @param cache bytes of the caches at the wanted context
 * @param needed memory in all
 * @param longestContext tokens of one request that fit; empty when none do or that is not known
 */
public record CacheTypeGain(
    TensorType type, ByteSize cache, ByteSize needed, OptionalLong longestContext) {
  public CacheTypeGain {
    requireNonNull(type, "type");
    requireNonNull(cache, "cache");
    requireNonNull(needed, "needed");
    requireNonNull(longestContext, "longestContext");
  }
}
