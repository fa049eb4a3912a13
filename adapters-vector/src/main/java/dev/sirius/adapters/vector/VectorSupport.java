package dev.sirius.adapters.vector;

import dev.sirius.core.quantization.block.BlockArithmetic;
import dev.sirius.core.quantization.block.ScalarArithmetic;
import java.util.Map;

/**
 * The search that this JVM is served best with, and why.
 *
 * @param arithmetic gives the same bits in either case
 * @param reason one line for the curious, such as {@code 16 sub-blocks side by side}
 */
public record VectorSupport(BlockArithmetic arithmetic, String reason) {

  /** The environment variable that turns vectors off where it is {@code 0}. */
  static final String VARIABLE = "SIRIUS_VECTORS";

  /**
   * Vector code that the first compiler alone has seen is slower than plain code by a hundredfold.
   */
  private static final String ONLY_FIRST_COMPILER = "emulated-client";

  /**
   * Looks at the running JVM, and has it take the vector module up where that helps.
   *
   * @param environment the process's variables
   */
  public static VectorSupport ofThisJvm(Map<String, String> environment) {
    if ("0".equals(environment.get(VARIABLE))) {
      return scalar(VARIABLE + " is 0");
    }
    if (!optimizes(
        System.getProperty("java.vm.name", ""), System.getProperty("java.vm.info", ""))) {
      return scalar("Java was started without its optimizing compiler (C2)");
    }
    if (!VectorModule.isThere()) {
      return scalar("this Java does not give its module " + VectorModule.NAME);
    }
    if (LaneArithmetic.LANES < 4) {
      return scalar("this machine's vectors hold " + LaneArithmetic.LANES + " floats only");
    }
    return new VectorSupport(
        new VectorArithmetic(), LaneArithmetic.LANES + " sub-blocks side by side");
  }

  static boolean optimizes(String vmName, String vmInfo) {
    return !vmName.contains("Client VM")
        && !vmInfo.contains(ONLY_FIRST_COMPILER)
        && !vmInfo.contains("interpreted");
  }

  private static VectorSupport scalar(String reason) {
    return new VectorSupport(new ScalarArithmetic(), "one sub-block at a time: " + reason);
  }
}
