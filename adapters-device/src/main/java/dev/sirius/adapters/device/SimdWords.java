package dev.sirius.adapters.device;

import dev.sirius.core.device.SimdFeature;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The words by which systems name vector instruction sets. */
final class SimdWords {

  private static final Map<String, SimdFeature> KERNEL =
      Map.ofEntries(
          Map.entry("sse4_2", SimdFeature.SSE4_2),
          Map.entry("avx", SimdFeature.AVX),
          Map.entry("avx2", SimdFeature.AVX2),
          Map.entry("fma", SimdFeature.FMA),
          Map.entry("f16c", SimdFeature.F16C),
          Map.entry("bmi2", SimdFeature.BMI2),
          Map.entry("avx_vnni", SimdFeature.AVX_VNNI),
          Map.entry("avx512f", SimdFeature.AVX512F),
          Map.entry("avx512vbmi", SimdFeature.AVX512_VBMI),
          Map.entry("avx512_vnni", SimdFeature.AVX512_VNNI),
          Map.entry("avx512_bf16", SimdFeature.AVX512_BF16),
          Map.entry("amx_int8", SimdFeature.AMX_INT8),
          Map.entry("asimd", SimdFeature.NEON),
          Map.entry("neon", SimdFeature.NEON),
          Map.entry("asimdhp", SimdFeature.FP16_VECTOR),
          Map.entry("asimddp", SimdFeature.DOT_PRODUCT),
          Map.entry("i8mm", SimdFeature.I8MM),
          Map.entry("sve", SimdFeature.SVE),
          Map.entry("sve2", SimdFeature.SVE2),
          Map.entry("sme", SimdFeature.SME));

  /** The words of macOS' {@code sysctl} and of Windows' processor features, in lower case. */
  private static final Map<String, SimdFeature> OTHERS =
      Map.ofEntries(
          Map.entry("sse4.2", SimdFeature.SSE4_2),
          Map.entry("avx1.0", SimdFeature.AVX),
          Map.entry("avx512vnni", SimdFeature.AVX512_VNNI),
          Map.entry("hw.optional.neon", SimdFeature.NEON),
          Map.entry("hw.optional.advsimd", SimdFeature.NEON),
          Map.entry("hw.optional.arm.advsimd", SimdFeature.NEON),
          Map.entry("hw.optional.neon_fp16", SimdFeature.FP16_VECTOR),
          Map.entry("hw.optional.arm.feat_fp16", SimdFeature.FP16_VECTOR),
          Map.entry("hw.optional.arm.feat_dotprod", SimdFeature.DOT_PRODUCT),
          Map.entry("hw.optional.arm.feat_i8mm", SimdFeature.I8MM),
          Map.entry("hw.optional.arm.feat_sme", SimdFeature.SME),
          Map.entry("pf_sse4_2_instructions_available", SimdFeature.SSE4_2),
          Map.entry("pf_avx_instructions_available", SimdFeature.AVX),
          Map.entry("pf_avx2_instructions_available", SimdFeature.AVX2),
          Map.entry("pf_avx512f_instructions_available", SimdFeature.AVX512F),
          Map.entry("pf_arm_neon_instructions_available", SimdFeature.NEON),
          Map.entry("pf_arm_v82_dp_instructions_available", SimdFeature.DOT_PRODUCT));

  private SimdWords() {}

  /** Those in a line of flags of the Linux kernel. */
  static Set<SimdFeature> ofKernel(String flags) {
    Set<SimdFeature> features = EnumSet.noneOf(SimdFeature.class);
    for (String flag : flags.split("\\s+")) {
      Optional.ofNullable(KERNEL.get(flag)).ifPresent(features::add);
    }
    return features;
  }

  /**
   * Those in the lines that OSHI hands on: words, or a name with a value behind a colon, where 0
   * means that the processor lacks it.
   */
  static Set<SimdFeature> ofOshi(List<String> lines) {
    Set<SimdFeature> features = EnumSet.noneOf(SimdFeature.class);
    for (String line : lines) {
      String lower = line.toLowerCase(Locale.ROOT).strip();
      if (lower.matches(".*:\\s*0")) {
        continue;
      }
      for (String word : lower.split("[\\s,]+")) {
        String name = word.endsWith(":") ? word.substring(0, word.length() - 1) : word;
        Optional.ofNullable(OTHERS.get(name))
            .or(() -> Optional.ofNullable(KERNEL.get(name)))
            .ifPresent(features::add);
      }
    }
    return features;
  }
}
