package dev.sirius.adapters.ollama.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Carries one request and its answer. What stands behind it is the only place that knows how. */
interface Transport {

  /**
   * Sends a request, once, and waits for the head of its answer.
   *
   * @param body what to send; null for nothing
   * @param patience the longest silence before and within the answer
   * @throws IOException when no connection comes about or it breaks off
   */
  Reply exchange(String method, URI url, @Nullable Body body, Duration patience) throws IOException;

  /** What a request sends. */
  interface Body {

    /** Its media type. */
    String type();

    /** Its bytes. */
    long length();

    /** Writes exactly {@link #length()} bytes. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * An answer whose body is still to be read.
   *
   * @param status HTTP's status code
   * @param contentType in lower case; empty when there is none
   * @param length bytes of the body; −1 when the answer does not say
   * @param body what follows
   * @param patience the longest silence that is waited for
   * @param end lets go of the connection, without reading on
   */
  record Reply(
      int status,
      String contentType,
      long length,
      InputStream body,
      Duration patience,
      Runnable end)
      implements AutoCloseable {

    @Override
    public void close() {
      end.run();
    }
  }
}
