package dev.sirius.adapters.vector;

import static dev.sirius.adapters.vector.LaneArithmetic.LANES;

import dev.sirius.core.quantization.block.BlockArithmetic;

/**
 * The search that moves codes one at a time, in every lane.
 *
 * <p>For most sub-blocks the first pass changes nothing, and then they are done. Those that it does
 * change are gathered from many groups, so that the later passes run with full lanes too. Among
 * them a lane in which a pass changed nothing would change nothing in later passes either, so that
 * all go on until none changes.
 *
 * <p>Every move waits for the one before it in its lane. Groups of lanes take turns, so that the
 * processor has others to go on with meanwhile.
 */
final class LaneCoordinateDescent {

  /** How many groups take turns. */
  private static final int GROUPS = 2;

  private static final int PASSES = 5;

  private final int size;
  private final int levels;
  private final BlockArithmetic plain;
  private final DescendingGroup[] fresh = new DescendingGroup[GROUPS];
  private final DescendingGroup[] changed = new DescendingGroup[GROUPS];
  private int changedLanes;

  /**
   * @param plain searches the sub-blocks whose numbers are too large for lanes
   */
  LaneCoordinateDescent(int size, int levels, BlockArithmetic plain) {
    this.size = size;
    this.levels = levels;
    this.plain = plain;
    for (int i = 0; i < GROUPS; i++) {
      fresh[i] = new DescendingGroup(size, levels);
      changed[i] = new DescendingGroup(size, levels);
    }
  }

  /** Searches all sub-blocks; their scales go to {@code scales} from {@code to} on. */
  void search(float[] values, int from, int count, float[] scales, int to) {
    boolean small = true;
    for (int first = 0; first < count && small; first += GROUPS * LANES) {
      for (int i = 0; i < GROUPS; i++) {
        small &= fresh[i].start(values, from, Math.min(count, first + i * LANES), count);
      }
      pass(fresh);
      for (DescendingGroup group : fresh) {
        group.storeScales(scales, to);
        gatherChanged(group, scales, to);
      }
    }
    if (small) {
      finishChanged(scales, to);
    } else {
      plain.coordinateDescent(values, from, size, count, levels, scales, to);
    }
  }

  private void gatherChanged(DescendingGroup group, float[] scales, int to) {
    for (int lane = 0; lane < group.lanes(); lane++) {
      if (group.changedIn(lane)) {
        if (changedLanes == GROUPS * LANES) {
          finishChanged(scales, to);
        }
        changed[changedLanes / LANES].take(group, lane);
        changedLanes++;
      }
    }
  }

  /** The later passes of the sub-blocks that the first one changed. */
  private void finishChanged(float[] scales, int to) {
    boolean any = changedLanes > 0;
    for (int pass = 1; pass < PASSES && any; pass++) {
      any = pass(changed);
    }
    for (DescendingGroup group : changed) {
      group.storeScales(scales, to);
      group.clear();
    }
    changedLanes = 0;
  }

  /** Moves every code of every lane once; says whether any changed. */
  private static boolean pass(DescendingGroup[] groups) {
    for (DescendingGroup group : groups) {
      group.startPass();
    }
    int numbers = groups[0].numbers();
    for (int i = 0; i < numbers; i += LANES) {
      for (int group = 0; group < GROUPS; group++) {
        groups[group].move(i);
      }
    }
    boolean any = false;
    for (DescendingGroup group : groups) {
      any |= group.anyChanged();
    }
    return any;
  }
}
