package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.plan.speed.DeviceSpeed;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the speed meter")
class JavaSpeedMeterTest {

  @Test
  @DisplayName("measures with as many threads as asked for")
  void measures() {
    DeviceSpeed speed = new JavaSpeedMeter(System::nanoTime, 16 << 20).measure(2);

    assertThat(speed.threads()).isEqualTo(2);
    assertThat(speed.bytesPerSecond()).isBetween(1e7, 1e14);
    assertThat(speed.multiplyAddsPerSecond()).isBetween(1e6, 1e14);
  }

  @Test
  @DisplayName("counts the round that a quarter of them beat")
  void countsTheFasterQuarter() {
    // Four rounds: 400, 100, 200 and 300 ms.
    long[] steps = {0, 0, 0, 400, 0, 100, 0, 200, 0, 300};
    AtomicInteger calls = new AtomicInteger();
    AtomicLong clock = new AtomicLong();
    JavaSpeedMeter meter =
        new JavaSpeedMeter(
            () -> {
              int call = calls.getAndIncrement();
              return clock.addAndGet(1_000_000 * (call < steps.length ? steps[call] : 10));
            },
            16 << 20);

    DeviceSpeed speed = meter.measure(1);

    assertThat(speed.bytesPerSecond()).isEqualTo((16 << 20) * 5.0);
  }

  @Test
  void refusesNoThreads() {
    assertThatThrownBy(() -> new JavaSpeedMeter().measure(0))
        .hasMessageContaining("1 or more is allowed");
  }
}
