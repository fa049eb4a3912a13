package dev.sirius.adapters.ollama.http;

import dev.sirius.core.ollama.OllamaHost;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that sends the same bytes to everyone and then hangs up, or stays silent. */
final class RawServer implements AutoCloseable {

  private final ServerSocket socket;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();

  private RawServer(String answer, boolean hangUp) {
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(() -> serve(answer, hangUp), "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Sends these bytes and closes the connection. */
  static RawServer answering(String answer) {
    return new RawServer(answer, true);
  }

  /** Sends these bytes and then nothing more, without closing. */
  static RawServer stallingAfter(String answer) {
    return new RawServer(answer, false);
  }

  private void serve(String answer, boolean hangUp) {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        open.add(connection);
        readRequest(connection.getInputStream());
        requests.incrementAndGet();
        OutputStream out = connection.getOutputStream();
        out.write(answer.getBytes(StandardCharsets.UTF_8));
        out.flush();
        if (hangUp) {
          connection.close();
        }
      } catch (IOException e) {
        if (socket.isClosed()) {
          return;
        }
      }
    }
  }

  /** Reads a request's head and as much of its body as its length says. */
  private static void readRequest(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return;
      }
      head.append((char) next);
    }
    for (String line : head.toString().split("\r\n")) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        in.readNBytes(Integer.parseInt(line.substring(15).strip()));
      }
    }
  }

  /** How many requests have come. */
  int requests() {
    return requests.get();
  }

  OllamaHost host() {
    return new OllamaHost("http", "127.0.0.1", socket.getLocalPort(), "");
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket connection : open) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
