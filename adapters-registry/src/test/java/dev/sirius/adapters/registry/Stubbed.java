package dev.sirius.adapters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sirius.core.registry.StubRegistry;
import dev.sirius.core.registry.port.RegistryException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the tests on a stub share: impatience, and what every failure must be. */
final class Stubbed {

  /** 5 s for a connection, half a second without bytes, 3 s in all, 2 tries, hardly a pause. */
  static final Patience IMPATIENT =
      new Patience(
          Duration.ofSeconds(5),
          Duration.ofMillis(500),
          Duration.ofSeconds(3),
          2,
          Duration.ofMillis(1));

  private Stubbed() {}

  /** A registry that trusts an authority alone, and takes a stub for Ollama's and the hub. */
  static HttpRegistry.Builder registry(StubRegistry stub, OwnAuthority authority) {
    return HttpRegistry.builder()
        .patience(IMPATIENT)
        .client(
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(IMPATIENT.connect())
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(authority.context())
                .build())
        .ollama(stub.address())
        .hub(stub.address())
        .pieces(64 << 10, 2);
  }

  /** The failure of what must fail, with a message for people: one line that says enough. */
  static RegistryException failure(ThrowingCallable call) {
    RegistryException failure = catchThrowableOfType(RegistryException.class, call);
    assertThat(failure).as("a failure").isNotNull();
    assertThat(failure.getMessage())
        .doesNotContain("\n", "null", "Exception")
        .hasSizeBetween(20, 600);
    return failure;
  }

  static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
