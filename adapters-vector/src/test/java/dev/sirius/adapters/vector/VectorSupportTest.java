package dev.sirius.adapters.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.quantization.block.ScalarArithmetic;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the choice of arithmetic")
class VectorSupportTest {

  @Test
  @DisplayName("falls on vectors in a JVM that has the module and its optimizing compiler")
  void vectors() {
    VectorSupport support = VectorSupport.ofThisJvm();

    assertThat(support.arithmetic()).isInstanceOf(VectorArithmetic.class);
    assertThat(support.reason()).endsWith("sub-blocks side by side");
  }

  @Test
  @DisplayName("falls on plain code without the module")
  void noModule() {
    VectorSupport support = VectorSupport.of(false, "OpenJDK 64-Bit Server VM", "mixed mode");

    assertThat(support.arithmetic()).isInstanceOf(ScalarArithmetic.class);
    assertThat(support.reason())
        .isEqualTo(
            "one sub-block at a time: Java was started without --add-modules"
                + " jdk.incubator.vector");
  }

  @Test
  @DisplayName("falls on plain code where the optimizing compiler is off")
  void noOptimizingCompiler() {
    VectorSupport support =
        VectorSupport.of(true, "OpenJDK 64-Bit Server VM", "mixed mode, emulated-client, sharing");

    assertThat(support.arithmetic()).isInstanceOf(ScalarArithmetic.class);
    assertThat(support.reason()).contains("without its optimizing compiler");
    assertThat(VectorSupport.of(true, "OpenJDK 64-Bit Server VM", "interpreted mode").arithmetic())
        .isInstanceOf(ScalarArithmetic.class);
  }
}
