package dev.sirius.core.device;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import java.util.Set;

/**
 * The processor.
 *
 * @param name as its maker calls it
 * @param logicalCores hardware threads that the system shows, 1 or more
 * @param physicalCores cores, 1 or more
 * @param quota how many cores' worth of time the system allows (cgroup, container); may be a
 *     fraction
 * @param simd the vector instruction sets that matter for inference
 */
public record Processor(
    Fact<String> name,
    Fact<Integer> logicalCores,
    Fact<Integer> physicalCores,
    Fact<Limit<Double>> quota,
    Fact<Set<SimdFeature>> simd) {

  public Processor {
    requireNonNull(name, "name");
    requirePositive("logical cores", logicalCores);
    requirePositive("physical cores", physicalCores);
    requireNonNull(quota, "quota");
    quota
        .toOptional()
        .flatMap(Limit::bound)
        .filter(cores -> !(cores > 0))
        .ifPresent(
            cores -> {
              throw new IllegalArgumentException(
                  "a CPU quota of " + cores + " cores; more than 0 is allowed");
            });
    simd = simd.map(Set::copyOf);
  }

  public static Processor unknown(String reason) {
    return new Processor(
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason));
  }

  /**
   * Whole cores that a program can really use: the logical ones, or fewer when a quota says so; 1
   * at least.
   */
  public Fact<Integer> usableCores() {
    return logicalCores.fold(
        (cores, source) ->
            quota
                .toOptional()
                .flatMap(Limit::bound)
                .map(bound -> Math.max(1, (int) Math.floor(bound)))
                .filter(bound -> bound < cores)
                .map(bound -> Fact.known(bound, quota.origin()))
                .orElse(logicalCores),
        reason -> logicalCores);
  }

  private static void requirePositive(String what, Fact<Integer> cores) {
    cores
        .toOptional()
        .filter(count -> count < 1)
        .ifPresent(
            count -> {
              throw new IllegalArgumentException(count + " " + what + "; 1 or more is allowed");
            });
  }
}
