package dev.sirius.adapters.ollama.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sirius.core.ollama.OllamaHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A server on this machine that stands in for Ollama's. */
final class StandIn implements AutoCloseable {

  /** How it answers. */
  @FunctionalInterface
  interface Answers {
    Answer to(String method, String path, byte[] body) throws IOException;
  }

  /** An answer. */
  record Answer(int status, String type, String body) {}

  private final HttpServer server;

  StandIn(Answers answers) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", exchange -> handle(exchange, answers));
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void handle(HttpExchange exchange, Answers answers) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Answer answer =
          answers.to(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), body);
      byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type);
      boolean headOnly = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status, headOnly ? -1 : bytes.length == 0 ? -1 : 0);
      if (!headOnly && bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  OllamaHost host() {
    return new OllamaHost("http", "127.0.0.1", server.getAddress().getPort(), "");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
