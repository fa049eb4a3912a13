package dev.sirius.adapters.ollama.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What a real server was asked and answered in one scenario: compressed JSON that names the
 * server's version, and each request with its answer. Of a file that was sent, its length and
 * digest stand for its bytes.
 */
record Recording(String version, List<Exchange> exchanges) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A request and its answer. */
  record Exchange(
      String method, String path, String request, int status, String type, String body) {}

  /** The text that stands for a request's body. */
  static String shown(String path, byte[] body) {
    if (!path.startsWith("/api/blobs/") || body.length == 0) {
      return new String(body, StandardCharsets.UTF_8);
    }
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return body.length + " bytes, sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static Recording read(String version, String scenario) {
    String name = "recordings/" + version + "/" + scenario + ".json.gz";
    try (InputStream in = Recording.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("there is no recording " + name);
      }
      JsonNode root = JSON.readTree(new GZIPInputStream(in));
      List<Exchange> exchanges = new ArrayList<>();
      for (JsonNode node : root.path("exchanges")) {
        exchanges.add(
            new Exchange(
                node.path("method").asText(),
                node.path("path").asText(),
                node.path("request").asText(),
                node.path("status").asInt(),
                node.path("type").asText(),
                node.path("body").asText()));
      }
      return new Recording(root.path("ollama").asText(), exchanges);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(Path file) {
    ObjectNode root = JSON.createObjectNode();
    root.put("ollama", version);
    for (Exchange exchange : exchanges) {
      ObjectNode node = root.withArrayProperty("exchanges").addObject();
      node.put("method", exchange.method);
      node.put("path", exchange.path);
      node.put("request", exchange.request);
      node.put("status", exchange.status);
      node.put("type", exchange.type);
      node.put("body", exchange.body);
    }
    try {
      Files.createDirectories(file.getParent());
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
        JSON.writeValue(out, root);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
