package dev.sirius.adapters.device;

import dev.sirius.core.plan.speed.DeviceSpeed;
import dev.sirius.core.plan.speed.port.SpeedMeter;
import java.util.Arrays;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures in plain Java. Each thread sums an array of its own, over and over; all arrays together
 * are larger than most processors' caches, so the numbers come from memory. The fastest round
 * counts, since other programs can only slow one down. Then each thread multiplies and adds 32-bit
 * floats that lie in its cache. Reading ends after 0.18 s and nothing is begun after 0.4 s, unless
 * the machine is so busy that not even the least is done by then.
 */
public final class JavaSpeedMeter implements SpeedMeter {

  private static final long BUFFER_BYTES = 128L << 20;
  private static final long LEAST_BUFFER_BYTES = 16L << 20;
  private static final int MOST_THREADS = 256;
  private static final int WARM_UP_ROUNDS = 2_000;
  private static final long READING_NANOS = TimeUnit.MILLISECONDS.toNanos(180);

  /** Nothing is begun after this time. */
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

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
    return new DeviceSpeed(bytes / rounds.fastestNanos * 1e9, multiplyAdds, count);
  }

  /**
   * The rounds that all threads begin together. A round lasts from one meeting to the next, so it
   * takes as long as its slowest thread.
   */
  private final class Rounds implements Runnable {
    private static final int LEAST = 2;

    private final CyclicBarrier barrier;
    private final long start = nanoClock.getAsLong();
    private int meetings;
    private long lastMeeting;
    private double fastestNanos = Double.MAX_VALUE;
    private volatile boolean over;

    Rounds(int threads) {
      this.barrier = new CyclicBarrier(threads, this);
    }

    /** At each meeting, by the last to arrive. */
    @Override
    public void run() {
      long now = nanoClock.getAsLong();
      if (meetings > 0) {
        fastestNanos = Math.min(fastestNanos, (double) Math.max(1, now - lastMeeting));
      }
      meetings++;
      over = meetings > LEAST && now - start > READING_NANOS;
      lastMeeting = nanoClock.getAsLong();
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
    private static final int REPEATS = 100;
    private static final int TRIES = 100;
    private static final int LEAST_TRIES = 4;

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
      long[] numbers = new long[longs];
      Arrays.fill(numbers, 3);
      while (rounds.next()) {
        kept += sum(numbers);
      }
      multiplyAdds = multiply();
    }

    private double multiply() {
      float[] numbers = new float[FLOATS];
      float[] sums = new float[FLOATS];
      Arrays.fill(numbers, 1.5f);
      double best = 1;
      for (int attempt = 0; attempt < TRIES; attempt++) {
        long before = nanoClock.getAsLong();
        for (int i = 0; i < REPEATS; i++) {
          addScaled(sums, numbers, 0.25f);
        }
        long taken = Math.max(1, nanoClock.getAsLong() - before);
        best = Math.max(best, (double) FLOATS * REPEATS / taken * 1e9);
        if (attempt >= LEAST_TRIES && nanoClock.getAsLong() - rounds.start > MOST_NANOS) {
          break;
        }
      }
      kept += (long) sums[7];
      return kept == Long.MIN_VALUE ? 0 : best;
    }
  }

  /** Has the loops compiled while a processor is free to do that. */
  private static void warmUp() {
    long[] longs = new long[1 << 12];
    float[] floats = new float[1 << 12];
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      longs[i] = sum(longs);
      addScaled(floats, floats, 0.25f);
    }
  }

  private static long sum(long[] numbers) {
    long sum = 0;
    for (long number : numbers) {
      sum += number;
    }
    return sum;
  }

  private static void addScaled(float[] sums, float[] numbers, float factor) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += factor * numbers[i];
    }
  }
}
