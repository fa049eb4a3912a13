package dev.sirius.adapters.registry;

import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import dev.sirius.core.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Puts questions over HTTP: follows redirects, repeats what failed for the moment, and hands tokens
 * to their own hosts alone.
 */
final class Transport {

  private static final int MOST_REDIRECTS = 6;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private static final int LARGEST_TOKEN_ANSWER = 64 << 10;

  private final HttpClient client;
  private final Patience patience;
  private final Tokens tokens;
  private final boolean offline;
  private final Consumer<String> trace;
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "registry-watchdog");
            thread.setDaemon(true);
            return thread;
          });

  Transport(
      HttpClient client,
      Patience patience,
      Tokens tokens,
      boolean offline,
      Consumer<String> trace) {
    this.client = client;
    this.patience = patience;
    this.tokens = tokens.copy();
    this.offline = offline;
    this.trace = trace;
  }

  Patience patience() {
    return patience;
  }

  /**
   * Asks for an address and returns the answer of the last redirect, all of which must come within
   * the total time. Statuses of 400 and more that do not pass are answers too.
   */
  Answer get(URI address, Map<String, String> headers) {
    return get(address, headers, patience.total());
  }

  /** The same for an answer of any length, which may come for as long as it does not pause. */
  Answer getLong(URI address, Map<String, String> headers) {
    return get(address, headers, Duration.ZERO);
  }

  private Answer get(URI address, Map<String, String> headers, Duration whole) {
    Answer answer = repeated(address, headers, whole);
    if (answer.status() != 401) {
      return answer;
    }
    Optional<Challenge> challenge;
    try (answer) {
      challenge = Challenge.of(answer);
      if (challenge.isEmpty()) {
        throw SmallBody.refusal(answer, shown(address));
      }
    } catch (IOException e) {
      throw failure(answer.address(), e);
    }
    tokens.keep(answer.address(), token(challenge.get().service()));
    return repeated(address, headers, whole);
  }

  /** Has a token handed out. */
  private String token(URI service) {
    Answer answer = repeated(service, Map.of(), patience.total());
    try (answer) {
      if (answer.status() != 200) {
        throw SmallBody.refusal(answer, "a token of " + service.getHost());
      }
      String token = SmallBody.json(answer, LARGEST_TOKEN_ANSWER).path("token").asText("");
      if (!Tokens.isToken(token)) {
        throw new RegistryException(
            Kind.DENIED, shown(service) + " hands out no token; set HF_TOKEN, or try again");
      }
      return token;
    } catch (IOException e) {
      throw failure(service, e);
    }
  }

  private Answer repeated(URI address, Map<String, String> headers, Duration whole) {
    if (offline) {
      throw new RegistryException(
          Kind.UNREACHABLE,
          "offline, so nothing was asked; it would have been GET "
              + shown(address)
              + range(headers)
              + "; run it once without --offline");
    }
    Instant deadline = Instant.now().plus(patience.total());
    for (int attempt = 1; ; attempt++) {
      RegistryException failure;
      Duration pause;
      try {
        Answer answer = follow(address, headers, whole);
        if (!PASSING.contains(answer.status())) {
          return answer;
        }
        pause = pause(attempt, answer.header("retry-after"));
        failure = passing(answer, attempt);
      } catch (IOException e) {
        failure = failure(address, e);
        if (!isPassing(e)) {
          throw failure;
        }
        pause = pause(attempt, "");
      }
      if (attempt >= patience.tries() || Instant.now().plus(pause).isAfter(deadline)) {
        throw failure;
      }
      trace.accept("again in " + pause.toMillis() + " ms: " + failure.getMessage());
      rest(pause);
    }
  }

  private Answer follow(URI start, Map<String, String> headers, Duration whole) throws IOException {
    URI address = start;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      Answer answer = send(address, headers, whole);
      if (!REDIRECTS.contains(answer.status())) {
        return answer;
      }
      answer.close();
      URI next = next(address, answer.header("location"));
      if (address.getScheme().equalsIgnoreCase("https")
          && !next.getScheme().equalsIgnoreCase("https")) {
        throw new RegistryException(
            Kind.BROKEN_ANSWER,
            shown(address) + " redirects from https to " + next.getScheme() + "; not followed");
      }
      address = next;
    }
    throw new RegistryException(
        Kind.BROKEN_ANSWER,
        shown(start)
            + " redirects more than "
            + MOST_REDIRECTS
            + " times, so it goes in a circle; try again later");
  }

  private static URI next(URI address, String location) {
    try {
      URI next = address.resolve(location);
      if (!location.isEmpty()
          && next.getHost() != null
          && next.getUserInfo() == null
          && Set.of("http", "https").contains(String.valueOf(next.getScheme()))) {
        return next;
      }
    } catch (IllegalArgumentException e) {
      throw badRedirect(address, e);
    }
    throw badRedirect(address, null);
  }

  private static RegistryException badRedirect(URI address, @Nullable Throwable cause) {
    String message = shown(address) + " redirects to no valid address; try again later";
    return cause == null
        ? new RegistryException(Kind.BROKEN_ANSWER, message)
        : new RegistryException(Kind.BROKEN_ANSWER, message, cause);
  }

  private Answer send(URI address, Map<String, String> headers, Duration whole) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(patience.idle())
            .header("User-Agent", "sirius")
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    tokens.of(address).ifPresent(token -> request.header("Authorization", "Bearer " + token));
    trace.accept("GET " + shown(address) + range(headers));
    try {
      HttpResponse<InputStream> response =
          client.send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
      return new Answer(
          address,
          response.statusCode(),
          response.headers(),
          new IdleLimitedStream(response.body(), patience.idle(), whole, watchdog));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException(
          Kind.INTERRUPTED, "interrupted while asking " + shown(address), e);
    }
  }

  private static String range(Map<String, String> headers) {
    String range = headers.get("Range");
    return range == null ? "" : " (" + range + ")";
  }

  /** The pause after so many tries: what the answer states, else twice as long each time. */
  private Duration pause(int attempt, String stated) {
    Duration until = retryAfter(stated);
    if (!until.isZero()) {
      return until;
    }
    long base = patience.pause().toMillis() << Math.min(attempt - 1, 10);
    long jitter = base == 0 ? 0 : ThreadLocalRandom.current().nextLong(base / 2 + 1);
    Duration pause = Duration.ofMillis(base + jitter);
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  /** Waits before a further try after so many. */
  void restAfter(int attempt) {
    rest(pause(attempt, ""));
  }

  /** {@code Retry-After} in seconds or as a date; zero when there is none. */
  private static Duration retryAfter(String header) {
    if (header.matches("\\d{1,6}")) {
      return Duration.ofSeconds(Long.parseLong(header));
    }
    try {
      Instant until = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(Instant.now(), until);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }

  private static void rest(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException(Kind.INTERRUPTED, "interrupted between two tries", e);
    }
  }

  private static RegistryException passing(Answer answer, int attempt) {
    try {
      answer.close();
    } catch (IOException e) {
      return failure(answer.address(), e);
    }
    return new RegistryException(
        Kind.UNREACHABLE,
        shown(answer.address())
            + " answers "
            + answer.status()
            + ", "
            + attempt
            + " times; try again later");
  }

  private static boolean isPassing(IOException e) {
    return !(e instanceof SSLException) && !(e instanceof UnknownHostException);
  }

  static RegistryException failure(URI address, IOException e) {
    String where = shown(address);
    if (e instanceof HttpTimeoutException) {
      return new RegistryException(
          Kind.TIMED_OUT, where + " did not answer in time; try again later", e);
    }
    if (e instanceof SSLException) {
      String detail = String.valueOf(e.getMessage());
      return new RegistryException(
          Kind.UNREACHABLE,
          detail.contains("PKIX") || detail.contains("No subject alternative")
              ? where
                  + " has a certificate that Java does not trust; for a private authority set"
                  + " -Djavax.net.ssl.trustStore in JAVA_TOOL_OPTIONS"
              : "no TLS connection to "
                  + where
                  + " ("
                  + SafeText.oneLine(detail, 200)
                  + "); check the address and its port",
          e);
    }
    if (e instanceof ConnectException || e instanceof UnknownHostException) {
      return new RegistryException(
          Kind.UNREACHABLE, where + " cannot be reached; check the network, or HTTPS_PROXY", e);
    }
    return new RegistryException(
        Kind.BROKEN_ANSWER,
        "the connection to "
            + where
            + " broke: "
            + SafeText.oneLine(String.valueOf(e.getMessage()), 200)
            + "; try again",
        e);
  }

  /** An address without its query, which may hold a signature. */
  static String shown(URI address) {
    String path = address.getRawPath() == null ? "" : address.getRawPath();
    return SafeText.oneLine(address.getScheme() + "://" + address.getRawAuthority() + path, 300);
  }
}
