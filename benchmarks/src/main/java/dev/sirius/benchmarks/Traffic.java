package dev.sirius.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Bytes moved; JMH shows both by the second. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Traffic {

  /** Megabytes (10^6) read. */
  public double readMB;

  /** Gigabytes (10^9) read and written. */
  public double movedGB;

  void count(int read, int written) {
    readMB += read / 1e6;
    movedGB += ((double) read + written) / 1e9;
  }
}
