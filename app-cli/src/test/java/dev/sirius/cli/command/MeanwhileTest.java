package dev.sirius.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what is found out meanwhile")
class MeanwhileTest {

  @Test
  @DisplayName("is found in another thread, and waited for")
  void isFoundInAnotherThread() {
    CountDownLatch asked = new CountDownLatch(1);

    Meanwhile<Thread> meanwhile =
        Meanwhile.of(
            "other",
            () -> {
              await(asked);
              return Thread.currentThread();
            });
    asked.countDown();

    assertThat(meanwhile.result()).isNotEqualTo(Thread.currentThread());
    assertThat(meanwhile.result().isDaemon()).isTrue();
  }

  @Test
  @DisplayName("fails for the one who asks")
  void failsForTheAsking() {
    Meanwhile<String> meanwhile =
        Meanwhile.of(
            "other",
            () -> {
              throw new IllegalArgumentException("no such device");
            });

    assertThatThrownBy(meanwhile::result)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no such device");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
