package dev.sirius.adapters.ollama.http;

import dev.sirius.core.ollama.OllamaHost;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Whether anything listens where the server should be, for those who can do without it. */
public final class ServerPresence {

  private ServerPresence() {}

  /**
   * Whether a connection comes about. What answers then may still be something else than Ollama.
   *
   * @param host the server's address
   * @param patience longest wait for a machine that does not answer at all
   */
  public static boolean isListening(OllamaHost host, Duration patience) {
    String name = host.host();
    String bare = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(bare, host.port()), (int) patience.toMillis());
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
