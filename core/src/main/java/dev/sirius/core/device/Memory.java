package dev.sirius.core.device;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;

/**
 * Main memory.
 *
 * @param total what is built in
 * @param available what a new program could take now without swapping, page cache that can be given
 *     back included
 * @param limit what the system allows this process and its children (cgroup, container)
 */
public record Memory(Fact<ByteSize> total, Fact<ByteSize> available, Fact<Limit<ByteSize>> limit) {

  public Memory {
    requireNonNull(total, "total");
    requireNonNull(available, "available");
    requireNonNull(limit, "limit");
  }

  public static Memory unknown(String reason) {
    return new Memory(Fact.unknown(reason), Fact.unknown(reason), Fact.unknown(reason));
  }

  /**
   * The smaller of what is built in and what the system allows: all that a model could ever get.
   */
  public Fact<ByteSize> usable() {
    return total.fold(
        (size, source) ->
            limit
                .toOptional()
                .flatMap(Limit::bound)
                .filter(bound -> bound.compareTo(size) < 0)
                .map(bound -> Fact.known(bound, limit.origin()))
                .orElse(total),
        reason ->
            limit
                .toOptional()
                .flatMap(Limit::bound)
                .map(bound -> Fact.known(bound, limit.origin()))
                .orElse(total));
  }
}
