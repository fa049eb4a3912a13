package dev.sirius.adapters.device;

import dev.sirius.core.plan.speed.DeviceSpeed;
import dev.sirius.core.plan.speed.port.SpeedMeter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures in plain Java. Each thread sums an array of its own, over and over; all arrays together
 * are larger than most processors' caches, so the numbers come from memory. The round counts that a
 * quarter of them beat: other programs slow single rounds down, and the few fastest find part of
 * the numbers in a cache. Then each thread multiplies and adds 32-bit floats that lie in its cache;
 * its fastest try counts. Reading ends after 0.18 s and multiplying after 0.21 s, unless the
 * machine is so busy that not even the least is done by then.
 */
public final class JavaSpeedMeter implements SpeedMeter {

  private static final long BUFFER_BYTES = 128L << 20;
  private static final long LEAST_BUFFER_BYTES = 16L << 20;
  private static final int MOST_THREADS = 256;
  private static final int WARM_UP_ROUNDS = 2_000;

  /** No round of reading is begun after this time. */
  private static final long READING_NANOS = TimeUnit.MILLISECONDS.toNanos(180);

  /** Nothing is begun after this time. */
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(210);

  private final LongSupplier nanoClock;
  private final long bufferBytes;

  /** Measures with at most a third of the memory that this virtual machine may take. */
  public JavaSpeedMeter() {
    this(System::nanoTime, Math.min(BUFFER_BYTES, Runtime.getRuntime().maxMemory() / 3));
  }

  JavaSpeedMeter(LongSupplier nanoClock, long bufferBytes) {
    this.nanoClock = nanoClock;
    this.bufferBytes = Math.max(LEAST_BUFFER_BYTES, bufferBytes);
  }

  @Override
  public DeviceSpeed measure(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads; 1 or more is allowed");
    }
    int count = Math.min(threads, MOST_THREADS);
    int longsEach = Math.toIntExact(bufferBytes / Long.BYTES / count);
    Rounds rounds = new Rounds(count);
    warmUp();
    Part[] parts = new Part[count];
    Thread[] running = new Thread[count];
    for (int i = 0; i < count; i++) {
      parts[i] = new Part(rounds, longsEach);
      running[i] = new Thread(parts[i], "speed-" + i);
      running[i].setDaemon(true);
      running[i].start();
    }
    try {
      for (Thread thread : running) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      rounds.barrier.reset();
    }
    double bytes = (double) longsEach * Long.BYTES * count;
    double multiplyAdds = Arrays.stream(parts).mapToDouble(part -> part.multiplyAdds).sum();
    return new DeviceSpeed(bytes / rounds.nanos() * 1e9, multiplyAdds, count);
  }

  /**
   * The rounds that all threads begin together. A round lasts from one meeting to the next, so it
   * takes as long as its slowest thread.
   */
  private final class Rounds implements Runnable {
    private static final int LEAST = 4;

    private final CyclicBarrier barrier;
    private final long start = nanoClock.getAsLong();
    private final List<Long> taken = new ArrayList<>();
    private boolean begun;
    private long lastMeeting;
    private volatile boolean over;

    Rounds(int threads) {
      this.barrier = new CyclicBarrier(threads, this);
    }

    /** At each meeting, by the last to arrive. */
    @Override
    public void run() {
      long now = nanoClock.getAsLong();
      if (begun) {
        taken.add(Math.max(1, now - lastMeeting));
      }
      begun = true;
      over = taken.size() >= LEAST && now - start > READING_NANOS;
      lastMeeting = nanoClock.getAsLong();
    }

    /** How long the round took that a quarter of them beat. */
    double nanos() {
      return taken.isEmpty()
          ? Double.MAX_VALUE
          : taken.stream().sorted().skip(taken.size() / 4).findFirst().orElseThrow();
    }

    /** Meets the others; whether there is another round. */
    boolean next() {
      try {
        barrier.await();
        return !over;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } catch (BrokenBarrierException e) {
        return false;
      }
    }
  }

  /** One thread's part. */
  private final class Part implements Runnable {
    private static final int FLOATS = 4096;
    private static final int STEPS = 4;
    private static final int REPEATS = 100;
    private static final int LEAST_TRIES = 50;

    private final Rounds rounds;
    private final int longs;
    private double multiplyAdds = 1;
    private long kept;

    Part(Rounds rounds, int longs) {
      this.rounds = rounds;
      this.longs = longs;
    }

    @Override
    public void run() {
      // The virtual machine writes zeros to it, so every page is there.
      long[] numbers = new long[longs];
      while (rounds.next()) {
        kept += sum(numbers);
      }
      multiplyAdds = multiply();
    }

    private double multiply() {
      float[] numbers = new float[FLOATS];
      double best = 1;
      long now = nanoClock.getAsLong();
      for (int tries = 0; tries < LEAST_TRIES || now - rounds.start < MOST_NANOS; tries++) {
        long before = now;
        for (int i = 0; i < REPEATS; i++) {
          multiplyAdd(numbers, 0.25f);
        }
        now = nanoClock.getAsLong();
        best = Math.max(best, (double) FLOATS * STEPS * REPEATS / Math.max(1, now - before) * 1e9);
      }
      kept += (long) numbers[7];
      return kept == Long.MIN_VALUE ? 0 : best;
    }
  }

  /** Has the loops compiled while a processor is free to do that. */
  private static void warmUp() {
    long[] longs = new long[1 << 12];
    float[] floats = new float[1 << 12];
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      longs[i] = sum(longs);
      multiplyAdd(floats, 0.25f);
    }
  }

  private static long sum(long[] numbers) {
    long sum = 0;
    for (long number : numbers) {
      sum += number;
    }
    return sum;
  }

  /** Four multiplications with addition for each number, so that it is not loads that count. */
  private static void multiplyAdd(float[] numbers, float factor) {
    for (int i = 0; i < numbers.length; i++) {
      float number = numbers[i];
      number = number * factor + 0.5f;
      number = number * factor + 0.25f;
      number = number * factor + 0.125f;
      number = number * factor + 0.0625f;
      numbers[i] = number;
    }
  }
}
