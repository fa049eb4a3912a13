package dev.sirius.core.plan.quality;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.text.Decimals;
import java.util.OptionalDouble;

/**
 * How much worse a quantized model is expected to predict text: by how much its perplexity rises
 * over the 16-bit model's. 0.03 means that perplexity is 3 % higher.
 *
 * @param least the smallest rise that the published figures suggest
 * @param most the largest one; empty when there may be more, as for models smaller than any that
 *     was measured
 * @param divergence mean Kullback-Leibler divergence of the predictions, measured for Llama 3 8B;
 *     empty when it was not measured
 * @param basis the figures that it rests on
 */
public record ExpectedLoss(
    double least, OptionalDouble most, OptionalDouble divergence, String basis) {

  public ExpectedLoss {
    requireNonNull(most, "most");
    requireNonNull(divergence, "divergence");
    requireNonNull(basis, "basis");
    if (!(least >= 0) || (most.isPresent() && !(most.getAsDouble() >= least))) {
      throw new IllegalArgumentException(
          "an expected loss of " + least + " to " + most + "; 0 or more, in order, is allowed");
    }
  }

  /** For people: {@code 1.2-2.8 %}, {@code 2.8 % or more}. */
  @Override
  public String toString() {
    if (most.isEmpty()) {
      return number(least) + " % or more";
    }
    String low = number(least);
    String high = number(most.getAsDouble());
    return low.equals(high) ? low + " %" : low + "-" + high + " %";
  }

  private static String number(double share) {
    double percent = 100 * share;
    return Decimals.fixed(percent, percent >= 9.95 ? 0 : percent < 0.095 ? 2 : 1);
  }
}
