package dev.sirius.adapters.device;

import dev.sirius.core.device.SimdFeature;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code /proc/cpuinfo} says, on the architectures that write it differently.
 *
 * @param name the processor's name; empty where the kernel gives none, as on most arm64
 * @param logical hardware threads; 0 when none is listed
 * @param physical cores; 0 where the kernel does not list them here
 * @param simd vector instruction sets; empty when the text has no line of features
 */
record CpuInfo(Optional<String> name, int logical, int physical, Optional<Set<SimdFeature>> simd) {

  /** Reads the text of the file. */
  static CpuInfo parse(String text) {
    int logical = 0;
    Set<String> cores = new HashSet<>();
    String socket = "";
    Optional<String> name = Optional.empty();
    Optional<Set<SimdFeature>> simd = Optional.empty();
    for (String line : text.split("\n")) {
      int colon = line.indexOf(':');
      String key = colon < 0 ? "" : line.substring(0, colon).strip();
      String value = colon < 0 ? "" : line.substring(colon + 1).strip();
      switch (key) {
        case "processor" -> logical++;
        case "physical id" -> socket = value;
        case "core id" -> cores.add(socket + "/" + value);
        case "model name", "Model", "cpu" -> name = name.or(() -> Optional.of(value));
        default -> {}
      }
      if (simd.isEmpty()) {
        simd = simd(key, value);
      }
    }
    return new CpuInfo(name.filter(text1 -> !text1.isEmpty()), logical, cores.size(), simd);
  }

  private static Optional<Set<SimdFeature>> simd(String key, String value) {
    return switch (key) {
      case "flags", "Features" -> Optional.of(SimdWords.ofKernel(value));
      case "isa" -> Optional.of(vectorExtension(value));
      case "cpu" -> ofPower(value);
      default -> Optional.empty();
    };
  }

  /** RISC-V lists extensions by letters, {@code rv64imafdcv_zicsr}: the vector one is {@code v}. */
  private static Set<SimdFeature> vectorExtension(String isa) {
    String letters = isa.split("_")[0];
    boolean vectors =
        letters.matches("rv\\d+[a-z]+") && letters.replaceFirst("rv\\d+", "").contains("v");
    return vectors ? EnumSet.of(SimdFeature.RVV) : EnumSet.noneOf(SimdFeature.class);
  }

  /** Every POWER from 7 on has VSX; the file does not list it. */
  private static Optional<Set<SimdFeature>> ofPower(String cpu) {
    return cpu.matches("POWER([7-9]|1\\d)\\b.*")
        ? Optional.of(EnumSet.of(SimdFeature.VSX))
        : Optional.empty();
  }
}
