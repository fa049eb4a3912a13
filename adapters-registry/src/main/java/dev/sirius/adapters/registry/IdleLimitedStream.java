package dev.sirius.adapters.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A stream that is closed when the next bytes do not come in time. */
final class IdleLimitedStream extends FilterInputStream {

  private final Duration idle;
  private final ScheduledExecutorService watchdog;
  private volatile boolean expired;

  IdleLimitedStream(InputStream in, Duration idle, ScheduledExecutorService watchdog) {
    super(in);
    this.idle = idle;
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
    ScheduledFuture<?> alarm =
        watchdog.schedule(this::expire, idle.toMillis(), TimeUnit.MILLISECONDS);
    try {
      int read = in.read(buffer, offset, length);
      if (expired) {
        throw new HttpTimeoutException("no bytes for " + idle.toSeconds() + " s");
      }
      return read;
    } catch (IOException e) {
      if (expired) {
        HttpTimeoutException timeout =
            new HttpTimeoutException("no bytes for " + idle.toSeconds() + " s");
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
