package dev.sirius.adapters.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.quantization.block.ScalarArithmetic;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the choice of arithmetic")
class VectorSupportTest {

  @Test
  @DisplayName("falls on vectors in a JVM that has the module and its optimizing compiler")
  void vectors() {
    VectorSupport support = VectorSupport.ofThisJvm(Map.of("SIRIUS_VECTORS", "1"));

    assertThat(support.arithmetic()).isInstanceOf(VectorArithmetic.class);
    assertThat(support.reason()).endsWith("sub-blocks side by side");
    assertThat(VectorSupport.ofThisJvm(Map.of()).reason()).isEqualTo(support.reason());
  }

  @Test
  @DisplayName("falls on plain code where SIRIUS_VECTORS is 0")
  void turnedOff() {
    VectorSupport support = VectorSupport.ofThisJvm(Map.of("SIRIUS_VECTORS", "0"));

    assertThat(support.arithmetic()).isInstanceOf(ScalarArithmetic.class);
    assertThat(support.reason()).isEqualTo("one sub-block at a time: SIRIUS_VECTORS is 0");
  }

  @Test
  @DisplayName("wants a JVM whose optimizing compiler is on")
  void optimizingCompiler() {
    String server = "OpenJDK 64-Bit Server VM";

    assertThat(VectorSupport.optimizes(server, "mixed mode, sharing")).isTrue();
    assertThat(VectorSupport.optimizes(server, "mixed mode, emulated-client, sharing")).isFalse();
    assertThat(VectorSupport.optimizes(server, "interpreted mode")).isFalse();
    assertThat(VectorSupport.optimizes("OpenJDK Client VM", "mixed mode")).isFalse();
  }
}
