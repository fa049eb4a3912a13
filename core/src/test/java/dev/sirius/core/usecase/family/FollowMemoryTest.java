package dev.sirius.core.usecase.family;

import static dev.sirius.core.quantization.QuantizationType.Q2_K;
import static dev.sirius.core.quantization.QuantizationType.Q4_K_M;
import static dev.sirius.core.quantization.QuantizationType.Q8_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.family.StepPolicy;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("following the memory, a look a second")
class FollowMemoryTest {

  private static final StepPolicy POLICY =
      new StepPolicy(ByteSize.ofMiB(100), ByteSize.ofMiB(50), Duration.ofSeconds(30));

  private final FamilyWorld world = FamilyWorld.with(Q8_0, Q4_K_M, Q2_K);
  private final List<QuantizationType> walked = new ArrayList<>();
  private int second;

  private void follow(long... freeMebibytes) {
    second = 0;
    world.freeMebibytes = () -> freeMebibytes[second];
    new FollowMemory(
            world.switchLevel(),
            world.clock,
            duration -> {
              walked.add(world.current());
              world.clock.advance(duration);
              second++;
            })
        .follow(
            FamilyWorld.NAME,
            POLICY,
            Duration.ofSeconds(1),
            () -> second < freeMebibytes.length,
            world.events::add);
  }

  private long steps() {
    return world.events.stream().filter(StepEvent.Stepped.class::isInstance).count();
  }

  @Test
  @DisplayName("steps down at once, and up after the dwell")
  void downAndUp() {
    long[] curve = new long[40];
    Arrays.fill(curve, 2000);
    curve[1] = 600;

    follow(curve);

    assertThat(walked.subList(0, 3)).containsExactly(Q8_0, Q4_K_M, Q4_K_M);
    assertThat(walked.lastIndexOf(Q4_K_M)).isEqualTo(30);
    assertThat(walked.get(31)).isEqualTo(Q8_0);
    assertThat(steps()).isEqualTo(2);
  }

  @Test
  @DisplayName("does not flap when the memory wavers across a threshold")
  void noFlapping() {
    SplittableRandom random = new SplittableRandom(11);

    follow(random.longs(600, 955, 1046).toArray());

    assertThat(steps()).as("one step down, none back").isEqualTo(1);
  }

  @Test
  @DisplayName("waits while a request is being answered, and steps when it is done")
  void busy() {
    world.runner.loaded.add(FamilyWorld.NAME);
    world.runner.busy = true;
    long[] curve = {450, 450, 450};
    world.freeMebibytes = () -> curve[second];
    new FollowMemory(
            world.switchLevel(),
            world.clock,
            duration -> {
              walked.add(world.current());
              world.runner.busy = false;
              second++;
            })
        .follow(
            FamilyWorld.NAME,
            POLICY,
            Duration.ofSeconds(1),
            () -> second < curve.length,
            world.events::add);

    assertThat(walked).containsExactly(Q8_0, Q2_K, Q2_K);
    assertThat(world.events).hasAtLeastOneElementOfType(StepEvent.Postponed.class);
  }

  @Test
  @DisplayName("goes among the levels that exist, and makes none")
  void makesNone() {
    world.store.delete(ModelName.parse("kjv:tiny-q4_K_M"));

    follow(600, 600);

    assertThat(walked).containsExactly(Q2_K, Q2_K);
    assertThat(world.made).isEmpty();
  }

  @Test
  @DisplayName("fails at once when there is no such family")
  void noFamily() {
    world.store.delete(FamilyWorld.NAME);
    for (QuantizationType type : List.of(Q8_0, Q4_K_M, Q2_K)) {
      world.store.delete(FamilyWorld.FAMILY.member(type));
    }

    assertThatThrownBy(() -> follow(600)).isInstanceOf(ModelStoreException.class);
  }

  @Test
  @DisplayName("goes on when the server fails for a while")
  void goesOn() {
    long[] curve = {2000, 600};
    world.freeMebibytes =
        () -> {
          if (second == 1 && walked.size() == 1) {
            throw new ModelStoreException(
                ModelStoreException.Kind.UNREACHABLE, "no server answers");
          }
          return curve[Math.min(second, 1)];
        };
    new FollowMemory(
            world.switchLevel(),
            world.clock,
            duration -> {
              walked.add(world.current());
              second++;
            })
        .follow(
            FamilyWorld.NAME, POLICY, Duration.ofSeconds(1), () -> second < 3, world.events::add);

    assertThat(walked).containsExactly(Q8_0, Q8_0, Q4_K_M);
  }
}
