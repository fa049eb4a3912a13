package dev.sirius.core.device;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Vector instruction sets that llama.cpp's CPU kernels have special code for. */
public enum SimdFeature {
  SSE4_2("SSE4.2"),
  AVX("AVX"),
  AVX2("AVX2"),
  FMA("FMA"),
  F16C("F16C"),
  BMI2("BMI2"),
  AVX_VNNI("AVX-VNNI"),
  AVX512F("AVX-512F"),
  AVX512_VBMI("AVX-512-VBMI"),
  AVX512_VNNI("AVX-512-VNNI"),
  AVX512_BF16("AVX-512-BF16"),
  AMX_INT8("AMX-INT8"),
  NEON("NEON"),
  FP16_VECTOR("FP16"),
  DOT_PRODUCT("DOTPROD"),
  I8MM("I8MM"),
  SVE("SVE"),
  SVE2("SVE2"),
  SME("SME"),
  RVV("RVV"),
  VSX("VSX");

  private final String label;

  SimdFeature(String label) {
    this.label = label;
  }

  /** The name that people know, such as {@code AVX-512-VNNI}. */
  public String label() {
    return label;
  }

  /** Finds a feature by its label or constant name, in any case. */
  public static Optional<SimdFeature> named(String text) {
    String wanted = text.strip().toUpperCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(feature -> feature.label.equals(wanted) || feature.name().equals(wanted))
        .findFirst();
  }
}
