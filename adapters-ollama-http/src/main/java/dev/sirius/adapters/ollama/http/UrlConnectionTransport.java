package dev.sirius.adapters.ollama.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The transport over {@link HttpURLConnection}. The JDK's other client costs a short process too
 * much: the best of 15 whole processes that ask {@code /api/version} took 1036 ms with {@code
 * java.net.http.HttpClient}, 224 ms with this one, and 146 ms asking nothing (Java 17.0.15, {@code
 * -XX:TieredStopAtLevel=1 -XX:+UseSerialGC}, a busy machine of 2 cores). Besides, its read time-out
 * is the longest silence between two pieces of an answer, which is what streams need; the other
 * one's ends with the headers.
 *
 * <p>Bodies are always sent with their length told beforehand. That keeps a file out of memory, and
 * it keeps {@code HttpURLConnection} from sending a POST a second time when the server hangs up
 * ({@code sun.net.http.retryPost}).
 */
final class UrlConnectionTransport implements Transport {

  private final Duration connectTimeout;

  UrlConnectionTransport(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
  }

  @Override
  public Reply exchange(String method, URI url, @Nullable Body body, Duration patience)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(millis(connectTimeout));
    connection.setReadTimeout(millis(patience));
    connection.setUseCaches(false);
    connection.setRequestProperty("User-Agent", "sirius");
    connection.setRequestProperty("Accept", "application/json, application/x-ndjson");
    try {
      if (body != null) {
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length());
        connection.setRequestProperty("Content-Type", body.type());
        try (OutputStream out = connection.getOutputStream()) {
          body.writeTo(out);
        }
      }
      return reply(connection, patience);
    } catch (IOException | RuntimeException e) {
      connection.disconnect();
      throw e;
    }
  }

  private static Reply reply(HttpURLConnection connection, Duration patience) throws IOException {
    int status = connection.getResponseCode();
    if (status < 0) {
      throw new IOException("it does not speak HTTP");
    }
    InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
    String type = connection.getContentType();
    return new Reply(
        status,
        type == null ? "" : type.toLowerCase(Locale.ROOT),
        connection.getContentLengthLong(),
        body == null ? InputStream.nullInputStream() : body,
        patience,
        // Disconnecting does not read the rest of a stream first, as closing its body would.
        connection::disconnect);
  }

  /** At least one: zero would mean for ever. */
  private static int millis(Duration duration) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
  }
}
