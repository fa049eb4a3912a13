package dev.sirius.core.plan.speed;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.TensorType;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How fast a model is expected to answer.
 *
 * <p>Decoding reads each weight that takes part once a token and multiplies with it, so for each
 * type of weights the time is that of reading or of multiplying, whichever is longer, and some
 * microseconds a layer for handing work to the threads. Reading a prompt is arithmetic: one
 * multiplication with addition for each weight and token.
 *
 * @param decode tokens answered in a second, with an empty context
 * @param decodeFull the same with a full context, whose keys and values are read too
 * @param prompt tokens of a prompt read in a second; empty where nothing is known of arithmetic
 * @param basis what it rests on, for people
 */
public record SpeedEstimate(Rate decode, Rate decodeFull, Optional<Rate> prompt, String basis) {

  /**
   * Seconds a layer takes beyond reading its weights: some ten operations, after each of which all
   * threads wait for the last. Measured with llama-bench of llama.cpp v0.5.0 on 2 cores: 75
   * microseconds where other work ran beside, about 40 on an idle machine.
   */
  static final double LAYER_SECONDS = 50e-6;

  /**
   * What unpacking a weight and multiplying with it takes llama.cpp: multiplications with addition
   * of plain Java that pass in the time of one weight, both with all threads. Measured with
   * llama-bench of llama.cpp v0.5.0 on 2 cores with AVX-512, on a model of 4 layers and 68.7
   * million weights, each type alone.
   */
  private static final Map<TensorType, Double> ARITHMETIC =
      Map.ofEntries(
          Map.entry(TensorType.Q8_0, 4.0),
          Map.entry(TensorType.Q6_K, 2.9),
          Map.entry(TensorType.Q5_K, 3.15),
          Map.entry(TensorType.Q5_0, 3.95),
          Map.entry(TensorType.Q5_1, 4.8),
          Map.entry(TensorType.Q4_K, 1.9),
          Map.entry(TensorType.Q4_0, 1.95),
          Map.entry(TensorType.Q4_1, 4.0),
          Map.entry(TensorType.IQ4_NL, 1.9),
          Map.entry(TensorType.IQ4_XS, 2.8),
          Map.entry(TensorType.Q3_K, 2.8),
          Map.entry(TensorType.Q2_K, 1.5));

  /**
   * Share of the measured bandwidth that llama.cpp reads weights with. Measured with llama-bench of
   * llama.cpp v0.5.0 on 2 cores, on a model of 8 layers and 436 million weights as Q8_0, Q6_K, Q4_K
   * and Q4_0: 22.8 to 29.5 GB/s, on average 25.7, of 31.5.
   */
  static final double READING_SHARE = 0.82;

  /** On an accelerator the same is the launch of some ten kernels. */
  static final double ACCELERATOR_LAYER_SECONDS = 30e-6;

  /** Share of its published bandwidth that an accelerator reaches when decoding. */
  static final double ACCELERATOR_SHARE = 0.7;

  /**
   * How much of plain Java's multiplications with addition llama.cpp does for a prompt, weights
   * unpacked: from plain AVX2 to AVX-512 with VNNI. Measured with 0.6 to 1.2 on the latter.
   */
  static final double VECTOR_LEAST = 0.4;

  static final double VECTOR_LIKELY = 1;
  static final double VECTOR_MOST = 2.4;

  /** A processor's decoding takes down to so much of the estimated time. */
  private static final double SHORTER = 0.8;

  /** A processor's decoding takes up to so many times the estimated time. */
  private static final double LONGER = 1.25;

  private static final double ACCELERATOR_SHORTER = 0.75;
  private static final double ACCELERATOR_LONGER = 1.5;

  public SpeedEstimate {
    requireNonNull(decode, "decode");
    requireNonNull(decodeFull, "decodeFull");
    requireNonNull(prompt, "prompt");
    requireNonNull(basis, "basis");
  }

  /**
   * The speed on a processor.
   *
   * @param work what a token takes
   * @param fullCacheBytes bytes of a full context's keys and values
   */
  public static SpeedEstimate onProcessor(
      TokenWork work, long fullCacheBytes, SpeedBasis.Measured basis) {
    double empty = processorSeconds(work, 0, 1, basis.speed());
    double full = processorSeconds(work, (double) fullCacheBytes, 1, basis.speed());
    double token = Math.max(1, work.multiplyAdds()) / basis.speed().multiplyAddsPerSecond();
    Rate prompt = new Rate(VECTOR_LEAST / token, VECTOR_LIKELY / token, VECTOR_MOST / token);
    return new SpeedEstimate(
        Rate.ofSeconds(empty, SHORTER, LONGER),
        Rate.ofSeconds(full, SHORTER, LONGER),
        Optional.of(prompt),
        basis.text());
  }

  /** The speed of a model that is wholly on an accelerator. */
  public static SpeedEstimate onAccelerator(
      TokenWork work, long fullCacheBytes, SpeedBasis.Published basis) {
    double empty = acceleratorSeconds(work, 0, 1, basis);
    double full = acceleratorSeconds(work, (double) fullCacheBytes, 1, basis);
    return new SpeedEstimate(
        Rate.ofSeconds(empty, ACCELERATOR_SHORTER, ACCELERATOR_LONGER),
        Rate.ofSeconds(full, ACCELERATOR_SHORTER, ACCELERATOR_LONGER),
        Optional.empty(),
        basis.text());
  }

  /**
   * The speed of a model of which a share is on an accelerator: a token passes through both.
   *
   * @param share the part of the weights that is on the accelerator, 0 to 1
   */
  public static SpeedEstimate split(
      TokenWork work,
      long fullCacheBytes,
      double share,
      SpeedBasis.Measured processor,
      SpeedBasis.Published accelerator) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a share of " + share + "; 0 to 1 is allowed");
    }
    double empty = splitSeconds(work, 0, share, processor, accelerator);
    double full = splitSeconds(work, (double) fullCacheBytes, share, processor, accelerator);
    return new SpeedEstimate(
        Rate.ofSeconds(empty, ACCELERATOR_SHORTER, ACCELERATOR_LONGER),
        Rate.ofSeconds(full, ACCELERATOR_SHORTER, ACCELERATOR_LONGER),
        Optional.empty(),
        accelerator.text() + "; " + processor.text());
  }

  /**
   * This estimate of one type of a model, corrected by what another type of it, or the same, was
   * measured to do on this device: whatever made that faster or slower than estimated does so here.
   *
   * @param estimated the estimate of the type that was measured
   * @param decode tokens a second that it answered in fact
   * @param prompt tokens a second of a prompt that it read in fact; empty when that is not known
   * @param basis what is known from where, for people
   */
  public SpeedEstimate correctedBy(
      SpeedEstimate estimated, double decode, OptionalDouble prompt, String basis) {
    double faster = positive(decode) / estimated.decode.likely();
    Optional<Rate> reading =
        this.prompt.map(
            rate ->
                prompt.isPresent() && estimated.prompt.isPresent()
                    ? around(
                        rate.likely()
                            * positive(prompt.getAsDouble())
                            / estimated.prompt.get().likely())
                    : rate);
    return new SpeedEstimate(
        around(this.decode.likely() * faster),
        around(decodeFull.likely() * faster),
        reading,
        basis);
  }

  /**
   * The speed of a type of a model of whose device nothing is known but what another type of it, or
   * the same, was measured to do: the time of a token goes with the bytes that are read for it.
   *
   * @param work what a token takes
   * @param fullCacheBytes bytes of a full context's keys and values
   * @param measured what a token of the measured type takes
   * @param decode tokens a second that it answered
   * @param prompt tokens a second of a prompt that it read; the arithmetic is that of all types
   * @param basis what is known from where, for people
   */
  public static SpeedEstimate scaled(
      TokenWork work,
      long fullCacheBytes,
      TokenWork measured,
      double decode,
      OptionalDouble prompt,
      String basis) {
    double bytesPerSecond = positive(decode) * Math.max(1, measured.weightBytes());
    double bytes = Math.max(1, work.weightBytes());
    return new SpeedEstimate(
        around(bytesPerSecond / bytes),
        around(bytesPerSecond / (bytes + fullCacheBytes)),
        prompt.isPresent() ? Optional.of(around(positive(prompt.getAsDouble()))) : Optional.empty(),
        basis);
  }

  private static Rate around(double likely) {
    return Rate.ofSeconds(1 / likely, SHORTER, LONGER);
  }

  private static double positive(double rate) {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(rate + " tokens/s were measured; more than 0 is allowed");
    }
    return rate;
  }

  private static double splitSeconds(
      TokenWork work,
      double cacheBytes,
      double share,
      SpeedBasis.Measured processor,
      SpeedBasis.Published accelerator) {
    return acceleratorSeconds(work, cacheBytes, share, accelerator)
        + processorSeconds(work, cacheBytes, 1 - share, processor.speed());
  }

  /** Each type's weights take the time of reading or of arithmetic, whichever is longer. */
  private static double processorSeconds(
      TokenWork work, double cacheBytes, double share, DeviceSpeed speed) {
    double bytesPerSecond = speed.bytesPerSecond() * READING_SHARE;
    double seconds = cacheBytes / bytesPerSecond + work.layers() * LAYER_SECONDS;
    for (TokenWork.Part part : work.parts()) {
      double arithmetic = part.weights() * ARITHMETIC.getOrDefault(part.type(), 0.0);
      seconds +=
          Math.max(part.bytes() / bytesPerSecond, arithmetic / speed.multiplyAddsPerSecond());
    }
    return seconds * share;
  }

  private static double acceleratorSeconds(
      TokenWork work, double cacheBytes, double share, SpeedBasis.Published accelerator) {
    double reading =
        (work.weightBytes() + cacheBytes) / (accelerator.bytesPerSecond() * ACCELERATOR_SHARE);
    return share * (reading + work.layers() * ACCELERATOR_LAYER_SECONDS);
  }
}
