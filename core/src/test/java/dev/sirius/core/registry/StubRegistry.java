package dev.sirius.core.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A registry on this machine, over real sockets: it serves manifests and blobs as Ollama's registry
 * does, repositories and files as Hugging Face's hub does, and any misbehaviour that a test states.
 */
public final class StubRegistry implements AutoCloseable {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
  private static final int LONGEST_HEAD = 1 << 16;
  private static final long LARGEST_READ = 64 << 20;

  /** Answers a request. */
  @FunctionalInterface
  public interface Handler {
    void answer(Request request, Answer answer) throws IOException;
  }

  /** A file's bytes, which need not be in memory. */
  public interface Content {
    long length();

    void write(OutputStream out, long first, long end) throws IOException;
  }

  /**
   * A request that came.
   *
   * @param path with the query
   * @param headers by lower-case name
   */
  public record Request(String path, Map<String, String> headers) {
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  private final ServerSocket server;
  private final String scheme;
  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
  private final List<Request> requests = new ArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong sent = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long latencyMillis;

  private StubRegistry(ServerSocket server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    daemon(this::serve);
  }

  /** A registry without TLS. */
  public static StubRegistry plain() {
    try {
      return new StubRegistry(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "http");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A registry that speaks TLS on a socket bound to an address of this machine. */
  public static StubRegistry tls(ServerSocket server) {
    return new StubRegistry(server, "https");
  }

  /** Waits so long before each answer. */
  public StubRegistry latency(long millis) {
    latencyMillis = millis;
    return this;
  }

  public URI address() {
    return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort());
  }

  public URI address(String path) {
    return address().resolve(path);
  }

  /** What was asked so far. */
  public List<Request> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** Forgets what was asked and sent. */
  public void forget() {
    synchronized (requests) {
      requests.clear();
    }
    sent.set(0);
  }

  /** Bytes of bodies that were sent so far. */
  public long bytesSent() {
    return sent.get();
  }

  private void count(int bytes) {
    synchronized (sent) {
      sent.addAndGet(bytes);
      sent.notifyAll();
    }
  }

  /** Waits until so many bytes of bodies were sent, or whoever asks for them has ended. */
  public void awaitBytesSent(long bytes, Process asking) throws InterruptedException {
    synchronized (sent) {
      while (sent.get() < bytes && asking.isAlive()) {
        sent.wait(50);
      }
    }
  }

  /** Answers a path; a query is not part of it. */
  public StubRegistry on(String path, Handler handler) {
    handlers.put(path, handler);
    return this;
  }

  /** Serves a text. */
  public StubRegistry json(String path, String text) {
    return on(path, (request, answer) -> answer.whole(200, "application/json", text));
  }

  /** Serves a file whole and in ranges, with an ETag. */
  public StubRegistry file(String path, Content content, String etag) {
    return on(path, (request, answer) -> range(request, answer, content, etag));
  }

  /** Answers a request for a file as it should be answered. */
  public static void range(Request request, Answer answer, Content content, String etag)
      throws IOException {
    if (request.header("if-none-match").equals(etag)) {
      answer.head(304, 0, "ETag: " + etag);
      return;
    }
    Matcher range = RANGE.matcher(request.header("range"));
    if (!range.matches()) {
      answer.head(200, content.length(), "ETag: " + etag, "Accept-Ranges: bytes");
      content.write(answer.body(), 0, content.length());
      return;
    }
    long first = Long.parseLong(range.group(1));
    long end = Math.min(content.length(), Long.parseLong(range.group(2)) + 1);
    if (first >= content.length()) {
      answer.head(416, 0, "Content-Range: bytes */" + content.length());
      return;
    }
    answer.head(
        206,
        end - first,
        "ETag: " + etag,
        "Content-Range: bytes " + first + "-" + (end - 1) + "/" + content.length());
    content.write(answer.body(), first, end);
  }

  /**
   * Serves a model as Ollama's registry does.
   *
   * @param name such as {@code library/tiny:latest}
   * @param weights its GGUF file
   */
  public StubRegistry model(String name, Content weights) {
    String model = name.substring(0, name.indexOf(':'));
    String tag = name.substring(name.indexOf(':') + 1);
    byte[] config = "{\"model_format\":\"gguf\",\"model_family\":\"llama\"}".getBytes(UTF_8);
    byte[] license = "Free to use.".getBytes(UTF_8);
    String blobs = "/v2/" + model + "/blobs/sha256:";
    String digest = digest(weights);
    file(blobs + digest, weights, "\"" + digest + "\"");
    file(blobs + digest(bytes(config)), bytes(config), "\"config\"");
    file(blobs + digest(bytes(license)), bytes(license), "\"license\"");
    return json(
        "/v2/" + model + "/manifests/" + tag,
        "{\"schemaVersion\":2,"
            + "\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\","
            + "\"config\":"
            + layer("application/vnd.docker.container.image.v1+json", bytes(config))
            + ",\"layers\":["
            + layer("application/vnd.ollama.image.model", weights)
            + ","
            + layer("application/vnd.ollama.image.license", bytes(license))
            + "]}");
  }

  private static String layer(String mediaType, Content content) {
    return "{\"mediaType\":\""
        + mediaType
        + "\",\"digest\":\"sha256:"
        + digest(content)
        + "\",\"size\":"
        + content.length()
        + "}";
  }

  /** The digest that a repository states: the right one of what is small enough to read. */
  private static String stated(String file, Content content) {
    return content.length() <= LARGEST_READ ? digest(content) : digest(bytes(file.getBytes(UTF_8)));
  }

  /**
   * Serves a repository as the hub does; of files beyond 64 MiB with a digest that is not right.
   */
  public StubRegistry repository(String name, Map<String, Content> files) {
    files.forEach(
        (file, content) ->
            file(
                "/" + name + "/resolve/main/" + file,
                content,
                "\"" + stated(file, content) + "\""));
    String siblings =
        new TreeMap<>(files)
            .entrySet().stream()
                .map(
                    entry ->
                        "{\"rfilename\":\""
                            + entry.getKey()
                            + "\",\"size\":"
                            + entry.getValue().length()
                            + ",\"lfs\":{\"sha256\":\""
                            + stated(entry.getKey(), entry.getValue())
                            + "\",\"size\":"
                            + entry.getValue().length()
                            + "}}")
                .collect(Collectors.joining(","));
    return json("/api/models/" + name, "{\"id\":\"" + name + "\",\"siblings\":[" + siblings + "]}");
  }

  /** Bytes as content. */
  public static Content bytes(byte... bytes) {
    return padded(bytes, bytes.length);
  }

  /** Bytes, then zeros up to a length. */
  public static Content padded(byte[] bytes, long length) {
    return new Content() {
      @Override
      public long length() {
        return length;
      }

      @Override
      public void write(OutputStream out, long first, long end) throws IOException {
        if (first < bytes.length) {
          out.write(bytes, (int) first, (int) (Math.min(end, bytes.length) - first));
        }
        zeros(out, end - Math.max(first, bytes.length));
      }
    };
  }

  /** Writes so many zeros. */
  public static void zeros(OutputStream out, long count) throws IOException {
    byte[] block = new byte[1 << 16];
    for (long left = count; left > 0; left -= block.length) {
      out.write(block, 0, (int) Math.min(left, block.length));
    }
  }

  /** SHA-256 of content, in hexadecimal digits. */
  public static String digest(Content content) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      content.write(
          new OutputStream() {
            @Override
            public void write(int b) {
              hash.update((byte) b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
              hash.update(bytes, offset, length);
            }
          },
          0,
          content.length());
      return HexFormat.of().formatHex(hash.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve() {
    try {
      while (!server.isClosed()) {
        Socket socket = server.accept();
        connections.add(socket);
        daemon(() -> converse(socket));
      }
    } catch (IOException e) {
      // The stub was closed.
      return;
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "stub-registry");
    thread.setDaemon(true);
    thread.start();
  }

  private void converse(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        Request request = request(head);
        synchronized (requests) {
          requests.add(request);
        }
        if (latencyMillis > 0) {
          TimeUnit.MILLISECONDS.sleep(latencyMillis);
        }
        Answer answer = new Answer(socket, out);
        String path = request.path().replaceFirst("\\?.*", "");
        Handler handler =
            handlers.getOrDefault(
                path, (asked, missing) -> missing.whole(404, "text/plain", "not here"));
        handler.answer(request, answer);
        out.flush();
      }
    } catch (IOException e) {
      // The other side hung up, or a handler did.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(socket);
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    while (head.size() < LONGEST_HEAD) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
      last = last << 8 | next;
      if (last == 0x0D0A0D0A) {
        return head.toString(ISO_8859_1);
      }
    }
    throw new IOException("a request without end");
  }

  private static Request request(String head) {
    String[] lines = head.split("\r\n");
    Map<String, String> headers =
        Arrays.stream(lines)
            .skip(1)
            .map(line -> line.split(":\\s*", 2))
            .collect(
                Collectors.toMap(
                    field -> field[0].toLowerCase(Locale.ROOT),
                    field -> field[1],
                    (one, other) -> one));
    return new Request(lines[0].split(" ")[1], headers);
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
      for (Socket socket : connections) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is answered. */
  public final class Answer {

    private final Socket socket;
    private final OutputStream out;

    private Answer(Socket socket, OutputStream out) {
      this.socket = socket;
      this.out = out;
    }

    /** Sends status and headers. */
    public void head(int status, long length, String... headers) throws IOException {
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " stub\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      head.append("Content-Length: ").append(length).append("\r\n\r\n");
      out.write(head.toString().getBytes(ISO_8859_1));
    }

    /** Sends a whole text. */
    public void whole(int status, String type, String text, String... headers) throws IOException {
      byte[] bytes = text.getBytes(UTF_8);
      List<String> all = new ArrayList<>(List.of(headers));
      all.add("Content-Type: " + type);
      head(status, bytes.length, all.toArray(String[]::new));
      body().write(bytes);
    }

    /** Where the body goes, which is counted. */
    public OutputStream body() {
      return new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          out.write(b);
          count(1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          out.write(bytes, offset, length);
          count(length);
        }

        @Override
        public void flush() throws IOException {
          out.flush();
        }
      };
    }

    /** Sends what there is, and says no more until the stub is closed. */
    public void stall() throws IOException {
      out.flush();
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      cut();
    }

    /** Sends what there is, and hangs up. */
    public void cut() throws IOException {
      out.flush();
      socket.close();
      throw new IOException("cut");
    }
  }
}
