package dev.sirius.core.plan.graph;

import dev.sirius.core.plan.graph.Node.Home;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Places the tensors of a graph into one buffer, in the order of their computation: inputs first;
 * each result where the smallest gap takes it, or over a source that is read for the last time;
 * bytes are free again after the last use. The mechanism is that of ggml-alloc.c of llama.cpp
 * v0.5.0, so the buffer has its size to the byte.
 */
final class BufferLayout {

  private static final long ALIGNMENT = 32;

  /** A tensor's place and what still needs it. */
  private static final class Use {
    private int readers;
    private int views;
    private boolean placed;
    private long offset;
  }

  /** Bytes that nobody uses. */
  private static final class Gap {
    private long offset;
    private long size;

    Gap(long offset, long size) {
      this.offset = offset;
      this.size = size;
    }

    long end() {
      return offset + size;
    }
  }

  private final IdentityHashMap<Node, Use> uses = new IdentityHashMap<>();
  private final List<Gap> gaps = new ArrayList<>();
  private long bytes;

  BufferLayout(List<Node> leaves, List<Node> computed) {
    gaps.add(new Gap(0, Long.MAX_VALUE / 2));
    leaves.forEach(this::place);
    for (Node node : computed) {
      if (node.home() == Home.VIEW) {
        use(node.root()).views++;
      }
      for (Node source : node.sources()) {
        use(source).readers++;
      }
    }
    for (Node node : computed) {
      place(node);
      node.sources().forEach(this::read);
    }
  }

  /** Bytes from the buffer's start to the furthest end that any tensor ever had. */
  long bytes() {
    return bytes;
  }

  private Use use(Node node) {
    return uses.computeIfAbsent(node, ignored -> new Use());
  }

  private void place(Node node) {
    Use use = use(node);
    if (node.home() == Home.OUTSIDE || node.home() == Home.VIEW || use.placed) {
      return;
    }
    use.placed = true;
    if (node.overwritesSource()) {
      for (Node source : node.sources()) {
        if (takesPlaceOf(node, use, source)) {
          return;
        }
      }
    }
    use.offset = take(aligned(node.bytes()));
  }

  /**
   * Whether a result takes the place of a source: one with the same layout that is read for the
   * last time, is no view and is not kept.
   */
  private boolean takesPlaceOf(Node node, Use use, Node source) {
    Use sourceUse = use(source);
    if (!sourceUse.placed || source.isOutput() || !node.hasLayoutOf(source)) {
      return false;
    }
    if (sourceUse.readers != 1 || sourceUse.views != 0) {
      return false;
    }
    use.offset = sourceUse.offset;
    sourceUse.placed = false;
    return true;
  }

  private void read(Node source) {
    Use use = use(source);
    use.readers--;
    if (use.readers != 0 || use.views != 0) {
      return;
    }
    if (source.home() == Home.VIEW) {
      Use owner = use(source.root());
      owner.views--;
      if (owner.views == 0 && owner.readers == 0 && owner.placed) {
        free(source.root(), owner);
      }
    } else if (use.placed) {
      free(source, use);
    }
  }

  private void free(Node node, Use use) {
    if (!node.isOutput()) {
      use.placed = false;
      giveBack(use.offset, aligned(node.bytes()));
    }
  }

  private long take(long size) {
    int last = gaps.size() - 1;
    int best = last;
    long bestSize = Long.MAX_VALUE;
    for (int i = 0; i < last; i++) {
      long gap = gaps.get(i).size;
      if (gap >= size && gap <= bestSize) {
        best = i;
        bestSize = gap;
      }
    }
    Gap gap = gaps.get(best);
    long offset = gap.offset;
    gap.offset += size;
    gap.size -= size;
    if (gap.size == 0) {
      gaps.remove(best);
    }
    bytes = Math.max(bytes, Math.addExact(offset, size));
    return offset;
  }

  private void giveBack(long offset, long size) {
    for (int i = 0; i < gaps.size(); i++) {
      Gap gap = gaps.get(i);
      if (gap.end() == offset) {
        gap.size += size;
        if (i + 1 < gaps.size() && gap.end() == gaps.get(i + 1).offset) {
          gap.size += gaps.remove(i + 1).size;
        }
        return;
      }
      if (offset + size == gap.offset) {
        gap.offset = offset;
        gap.size += size;
        if (i > 0 && gaps.get(i - 1).end() == offset) {
          gaps.get(i - 1).size += gap.size;
          gaps.remove(i);
        }
        return;
      }
    }
    int at = 0;
    while (at < gaps.size() && gaps.get(at).offset < offset) {
      at++;
    }
    gaps.add(at, new Gap(offset, size));
  }

  private static long aligned(long size) {
    return Math.multiplyExact(
        Math.floorDiv(Math.addExact(size, ALIGNMENT - 1), ALIGNMENT), ALIGNMENT);
  }
}
