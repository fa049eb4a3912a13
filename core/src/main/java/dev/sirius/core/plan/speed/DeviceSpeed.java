package dev.sirius.core.plan.speed;

/**
 * What a processor was measured to do.
 *
 * @param bytesPerSecond bytes that all threads together read from memory in a second, in order,
 *     from buffers larger than the caches
 * @param multiplyAddsPerSecond multiplications with addition of 32-bit floats that all threads
 *     together do in a second, on numbers in the cache, in plain Java
 * @param threads threads that were measured
 */
public record DeviceSpeed(double bytesPerSecond, double multiplyAddsPerSecond, int threads) {

  public DeviceSpeed {
    positive("bytes per second", bytesPerSecond);
    positive("multiply-adds per second", multiplyAddsPerSecond);
    positive("threads", threads);
  }

  private static void positive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(what + " of " + value + "; more than 0 is allowed");
    }
  }
}
