package dev.sirius.adapters.vector;

import dev.sirius.core.quantization.block.BlockArithmetic;
import dev.sirius.core.quantization.block.ScalarArithmetic;

/**
 * The search that this JVM is served best with, and why.
 *
 * @param arithmetic gives the same bits in either case
 * @param reason one line for the curious, such as {@code 16 sub-blocks side by side}
 */
public record VectorSupport(BlockArithmetic arithmetic, String reason) {

  private static final String MODULE = "jdk.incubator.vector";

  /**
   * Vector code that the first compiler alone has seen is slower than plain code by a hundredfold.
   */
  private static final String ONLY_FIRST_COMPILER = "emulated-client";

  /** Looks at the running JVM. */
  public static VectorSupport ofThisJvm() {
    return of(
        ModuleLayer.boot().findModule(MODULE).isPresent(),
        System.getProperty("java.vm.name", ""),
        System.getProperty("java.vm.info", ""));
  }

  static VectorSupport of(boolean moduleIsThere, String vmName, String vmInfo) {
    if (!moduleIsThere) {
      return scalar("Java was started without --add-modules " + MODULE);
    }
    if (vmName.contains("Client VM")
        || vmInfo.contains(ONLY_FIRST_COMPILER)
        || vmInfo.contains("interpreted")) {
      return scalar("Java was started without its optimizing compiler (C2)");
    }
    if (LaneArithmetic.LANES < 4) {
      return scalar("this machine's vectors hold " + LaneArithmetic.LANES + " floats only");
    }
    return new VectorSupport(
        new VectorArithmetic(), LaneArithmetic.LANES + " sub-blocks side by side");
  }

  private static VectorSupport scalar(String reason) {
    return new VectorSupport(new ScalarArithmetic(), "one sub-block at a time: " + reason);
  }
}
