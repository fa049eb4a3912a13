package dev.sirius.cli.session;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sirius.core.ollama.Transcript.Exchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A server that stands in for Ollama's. In an exchange the arguments are the method and the path,
 * the Modelfile is the request's body, the error output the type of the answer, the exit code its
 * status.
 */
public final class StandInServer implements AutoCloseable {

  /** How it answers. */
  @FunctionalInterface
  public interface Answering {
    Exchange answer(List<String> request, String body) throws IOException;
  }

  private final HttpServer server;

  public StandInServer(Answering answering) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", exchange -> handle(exchange, answering));
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers every request with the same. */
  public static StandInServer always(int status, String type, String body) {
    return new StandInServer((request, sent) -> new Exchange(request, "", "", body, type, status));
  }

  /** Answers what was recorded, when it is asked the same in the same order. */
  public static StandInServer replaying(List<Exchange> recorded) {
    Iterator<Exchange> rest = recorded.iterator();
    return new StandInServer(
        (request, body) -> {
          if (!rest.hasNext()) {
            return notAsRecorded("nothing more", request, body);
          }
          Exchange next = rest.next();
          return next.arguments().equals(request) && next.modelfile().equals(body)
              ? next
              : notAsRecorded(next.arguments() + " " + next.modelfile(), request, body);
        });
  }

  private static Exchange notAsRecorded(String recorded, List<String> request, String body) {
    String text = "not as recorded: " + recorded + ", now " + request + " " + body;
    return new Exchange(request, "", "", text, "text/plain", 500);
  }

  /** Hands requests on to a real server, and keeps them with their answers. */
  public static StandInServer recording(String real, List<Exchange> kept) {
    HttpClient client = HttpClient.newHttpClient();
    return new StandInServer(
        (request, body) -> {
          HttpRequest out =
              HttpRequest.newBuilder(URI.create(real + request.get(1)))
                  .method(
                      request.get(0),
                      body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                  .build();
          try {
            HttpResponse<String> in = client.send(out, BodyHandlers.ofString());
            String type = in.headers().firstValue("content-type").orElse("");
            Exchange exchange = new Exchange(request, "", body, in.body(), type, in.statusCode());
            kept.add(exchange);
            return exchange;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
          }
        });
  }

  private static void handle(HttpExchange exchange, Answering answering) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      List<String> request =
          List.of(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
      Exchange answer = answering.answer(new ArrayList<>(request), body);
      byte[] bytes = answer.output().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.errorOutput());
      exchange.sendResponseHeaders(answer.exitCode(), bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  /** Its address, as in {@code OLLAMA_HOST}. */
  public String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
