package dev.sirius.adapters.ollama.http;

import dev.sirius.adapters.ollama.http.Recording.Exchange;
import dev.sirius.adapters.ollama.http.StandIn.Answer;
import dev.sirius.core.ollama.OllamaHost;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** Hands requests on to a real server, and keeps what is asked and answered. */
final class RecordingProxy implements StandIn.Answers {

  private final OllamaHost real;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Exchange> exchanges = new ArrayList<>();

  RecordingProxy(OllamaHost real) {
    this.real = real;
  }

  @Override
  public synchronized Answer to(String method, String path, byte[] body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(real.url() + path))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      String type = response.headers().firstValue("content-type").orElse("");
      exchanges.add(
          new Exchange(
              method,
              path,
              Recording.shown(path, body),
              response.statusCode(),
              type,
              response.body()));
      return new Answer(response.statusCode(), type, response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  Recording recording(String version) {
    return new Recording(version, exchanges);
  }
}
