package dev.sirius.adapters.ollama.http;

import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.ollama.OllamaHost;
import dev.sirius.core.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one server. It rests on {@link HttpURLConnection}, which adds some 20 ms to a short
 * process where {@code java.net.http.HttpClient} adds some 400 ms on Java 17; its read time-out is
 * the longest silence between two pieces of an answer, which is what streams need.
 */
final class Connection {

  /** Bytes that an answer which is not streamed may have. */
  static final int LARGEST_ANSWER = 256 << 20;

  private static final int LARGEST_ERROR = 64 << 10;
  private static final int BUFFER = 1 << 16;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final OllamaHost host;
  private final Duration silence;
  private final Consumer<String> trace;

  /**
   * @param host the server
   * @param silence the longest wait for the next piece of an answer
   * @param trace is told each request
   */
  Connection(OllamaHost host, Duration silence, Consumer<String> trace) {
    this.host = host;
    this.silence = silence;
    this.trace = trace;
  }

  /** An answer whose body is still to be read. */
  record Reply(int status, String contentType, InputStream body, HttpURLConnection connection)
      implements AutoCloseable {

    @Override
    public void close() {
      // Disconnecting does not read the rest of a stream first, as closing its body would.
      connection.disconnect();
    }
  }

  Reply get(String path) {
    return send("GET", path, null, silence);
  }

  Reply post(String path, byte[] json) {
    return send("POST", path, json, silence);
  }

  /** A question whose answer may stay away for long while the server works. */
  Reply postPatiently(String path, byte[] json) {
    return send("POST", path, json, Duration.ZERO);
  }

  Reply delete(String path, byte[] json) {
    return send("DELETE", path, json, silence);
  }

  /** Whether a HEAD request of a path answers 200 rather than 404. */
  boolean exists(String path) {
    try (Reply reply = send("HEAD", path, null, silence)) {
      if (reply.status == 200) {
        return true;
      }
      if (reply.status == 404) {
        return false;
      }
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER,
          host + " answers " + reply.status + " to HEAD " + path + "; is that an Ollama server?");
    }
  }

  /**
   * Sends a file as a request's body.
   *
   * @param sent is told how many bytes have gone, again and again
   */
  Reply upload(String path, Path file, long length, java.util.function.LongConsumer sent) {
    trace.accept("POST " + host.url() + path + " (" + length + " bytes of " + file + ")");
    try {
      HttpURLConnection connection = open("POST", path, Duration.ZERO);
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(length);
      connection.setRequestProperty("Content-Type", "application/octet-stream");
      try (InputStream in = Files.newInputStream(file);
          OutputStream out = connection.getOutputStream()) {
        byte[] buffer = new byte[BUFFER];
        long done = 0;
        for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
          out.write(buffer, 0, read);
          done += read;
          sent.accept(done);
        }
      }
      return reply(connection);
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private Reply send(String method, String path, byte @Nullable [] json, Duration patience) {
    trace.accept(method + " " + host.url() + path + (json == null ? "" : " " + shown(json)));
    try {
      HttpURLConnection connection = open(method, path, patience);
      if (json != null) {
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(json.length);
        connection.setRequestProperty("Content-Type", "application/json");
        try (OutputStream out = connection.getOutputStream()) {
          out.write(json);
        }
      }
      return reply(connection);
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private HttpURLConnection open(String method, String path, Duration patience) throws IOException {
    String url = new OllamaHost(host.scheme(), connectable(), host.port(), host.path()).url();
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url + path).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
    connection.setReadTimeout((int) Math.min(Integer.MAX_VALUE, patience.toMillis()));
    connection.setUseCaches(false);
    connection.setRequestProperty("User-Agent", "sirius");
    connection.setRequestProperty("Accept", "application/json, application/x-ndjson");
    return connection;
  }

  /** A server that listens on all addresses is reached on this machine's own. */
  private String connectable() {
    return switch (host.host()) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::" -> "::1";
      default -> host.host();
    };
  }

  private static Reply reply(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status < 0) {
      throw new IOException("it does not speak HTTP");
    }
    InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
    String type = connection.getContentType();
    return new Reply(
        status,
        type == null ? "" : type.toLowerCase(Locale.ROOT),
        body == null ? InputStream.nullInputStream() : body,
        connection);
  }

  /** The whole body of an answer that went well. */
  byte[] body(Reply reply, String path) {
    requireGood(reply, path);
    try {
      byte[] bytes = reply.body.readNBytes(LARGEST_ANSWER + 1);
      if (bytes.length > LARGEST_ANSWER) {
        throw new ModelStoreException(
            Kind.BROKEN_ANSWER, host + " answers more than 256 MiB to " + path);
      }
      if (bytes.length < reply.connection.getContentLengthLong()) {
        // HttpURLConnection takes an early end for the end.
        throw new IOException("it ended after " + bytes.length + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  /** Refuses an answer that says by its status that something went wrong. */
  void requireGood(Reply reply, String path) {
    if (reply.status >= 200 && reply.status < 300) {
      return;
    }
    throw Refusal.of(host, path, reply.status, reply.contentType, errorText(reply, path));
  }

  private String errorText(Reply reply, String path) {
    try {
      return new String(reply.body.readNBytes(LARGEST_ERROR), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  /** What a failed connection means. */
  ModelStoreException failure(String path, IOException e) {
    if (e instanceof ConnectException
        || e instanceof UnknownHostException
        || e instanceof NoRouteToHostException) {
      return new ModelStoreException(
          Kind.UNREACHABLE,
          "no Ollama server answers at "
              + host
              + "; start it with 'ollama serve', or set OLLAMA_HOST or --host",
          e);
    }
    if (e instanceof SocketTimeoutException) {
      boolean connecting =
          String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("connect");
      return new ModelStoreException(
          connecting ? Kind.UNREACHABLE : Kind.TIMED_OUT,
          host
              + " did not answer "
              + path
              + " within "
              + (connecting ? CONNECT_TIMEOUT : silence).toSeconds()
              + " s; look whether the server is busy, or raise ollama.timeoutSeconds",
          e);
    }
    return new ModelStoreException(
        Kind.BROKEN_ANSWER,
        "the answer of "
            + host
            + " to "
            + path
            + " broke off or is no HTTP ("
            + SafeText.oneLine(String.valueOf(e.getMessage()), 200)
            + "); look whether the server still runs and is an Ollama",
        e);
  }

  OllamaHost host() {
    return host;
  }

  private static String shown(byte[] json) {
    return SafeText.oneLine(new String(json, StandardCharsets.UTF_8), 400);
  }
}
