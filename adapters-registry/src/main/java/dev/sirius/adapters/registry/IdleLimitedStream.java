package dev.sirius.adapters.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A stream that is closed when the next bytes do not come in time, or all of them do not. */
final class IdleLimitedStream extends FilterInputStream {

  private final Duration idle;
  private final long deadlineNanos;
  private final boolean isBounded;
  private final ScheduledExecutorService watchdog;
  private volatile boolean expired;

  /**
   * @param in the bytes
   * @param idle the longest wait for the next ones
   * @param total the longest time for all of them; zero for no limit
   * @param watchdog closes the stream
   */
  IdleLimitedStream(
      InputStream in, Duration idle, Duration total, ScheduledExecutorService watchdog) {
    super(in);
    this.idle = idle;
    this.isBounded = !total.isZero();
    this.deadlineNanos = System.nanoTime() + total.toNanos();
    this.watchdog = watchdog;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int read = read(one, 0, 1);
    return read < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long wait = idle.toNanos();
    if (isBounded) {
      wait = Math.min(wait, deadlineNanos - System.nanoTime());
      if (wait <= 0) {
        throw new HttpTimeoutException("it took too long in all");
      }
    }
    ScheduledFuture<?> alarm = watchdog.schedule(this::expire, wait, TimeUnit.NANOSECONDS);
    try {
      int read = in.read(buffer, offset, length);
      if (expired) {
        throw new HttpTimeoutException("no more bytes came");
      }
      return read;
    } catch (IOException e) {
      if (expired && !(e instanceof HttpTimeoutException)) {
        HttpTimeoutException timeout = new HttpTimeoutException("no more bytes came");
        timeout.initCause(e);
        throw timeout;
      }
      throw e;
    } finally {
      alarm.cancel(false);
    }
  }

  private void expire() {
    expired = true;
    try {
      in.close();
    } catch (IOException e) {
      // The reader learns of the time-out; that closing failed adds nothing to it.
      return;
    }
  }
}
