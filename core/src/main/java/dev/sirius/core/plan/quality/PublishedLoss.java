package dev.sirius.core.plan.quality;

import dev.sirius.core.quantization.QuantizationType;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Published losses by type and model size.
 *
 * <p>Sources, all in llama.cpp v0.5.0, tools/perplexity/README.md, on the test part of Wikitext-2:
 *
 * <ul>
 *   <li>"LLaMA 3 8b Scoreboard": rise in perplexity over 6.2316 and Kullback-Leibler divergence, on
 *       CUDA, revision f364eb6f; without an importance matrix, except for the IQ types.
 *   <li>"LLaMA 2 vs. LLaMA 3 Quantization comparison": Llama 2 7B, the rise for four types.
 *   <li>"Llama 2 70B Scoreboard" (older): perplexity over 3.4313.
 * </ul>
 *
 * <p>They show that a larger model loses less, and that one trained on more text for its size loses
 * more. So the loss of a model between 8 and 70 billion weights is given as the range between what
 * the two sizes lost; near 8 billion it is between what the two models of that size lost; for
 * smaller models the figure of Llama 3 8B is the least; for larger ones what was measured is the
 * most. Nothing is extrapolated.
 */
public final class PublishedLoss {

  private static final double BASE_8B = 6.2316;
  private static final double SMALLER = 8.03e9;
  private static final double LARGER = 68.98e9;
  private static final String SOURCE = "llama.cpp's perplexity tables";

  /** A type's row: rise of perplexity and divergence at 8 billion, relative rise at 70 billion. */
  private record Row(double rise, double divergence, OptionalDouble large) {
    double relative() {
      return rise / BASE_8B;
    }
  }

  /** Relative rise of Llama 2 7B, which was trained on fewer tokens than Llama 3 8B. */
  private static final Map<QuantizationType, Double> LLAMA_2_7B =
      Map.of(
          QuantizationType.Q8_0, 0.000689,
          QuantizationType.Q6_K, 0.002406,
          QuantizationType.Q4_K_M, 0.014242,
          QuantizationType.Q2_K, 0.107955);

  private static final Map<QuantizationType, Row> ROWS = rows();

  private PublishedLoss() {}

  /**
   * The loss of a type in a model of so many weights; empty when nothing was published for the
   * type.
   *
   * @param parameters number of weights
   */
  public static Optional<ExpectedLoss> of(QuantizationType type, long parameters) {
    if (type == QuantizationType.BF16 || type == QuantizationType.F32) {
      return Optional.of(
          new ExpectedLoss(
              0, OptionalDouble.of(0), OptionalDouble.empty(), "the weights as trained"));
    }
    return Optional.ofNullable(ROWS.get(type)).map(row -> loss(type, row, parameters));
  }

  /**
   * Mean Kullback-Leibler divergence by which types are ordered from best to worst; empty when it
   * was not published.
   */
  public static OptionalDouble divergence(QuantizationType type) {
    if (type == QuantizationType.BF16 || type == QuantizationType.F32) {
      return OptionalDouble.of(0);
    }
    Row row = ROWS.get(type);
    return row == null ? OptionalDouble.empty() : OptionalDouble.of(row.divergence());
  }

  private static ExpectedLoss loss(QuantizationType type, Row row, long parameters) {
    OptionalDouble divergence = OptionalDouble.of(row.divergence());
    if (parameters < SMALLER * 0.9) {
      return new ExpectedLoss(
          row.relative(),
          OptionalDouble.empty(),
          divergence,
          SOURCE + ": Llama 3 8B; smaller models lose more");
    }
    if (parameters < SMALLER * 1.1) {
      double least = Math.min(LLAMA_2_7B.getOrDefault(type, row.relative()), row.relative());
      String basis = LLAMA_2_7B.containsKey(type) ? ": Llama 2 7B and Llama 3 8B" : ": Llama 3 8B";
      return new ExpectedLoss(least, OptionalDouble.of(row.relative()), divergence, SOURCE + basis);
    }
    if (row.large().isEmpty()) {
      return new ExpectedLoss(
          0,
          OptionalDouble.of(row.relative()),
          divergence,
          SOURCE + ": Llama 3 8B; larger models lose less");
    }
    double small = row.relative();
    double large = row.large().getAsDouble();
    if (parameters > LARGER * 1.1) {
      return new ExpectedLoss(
          0,
          OptionalDouble.of(Math.max(small, large)),
          divergence,
          SOURCE + ": Llama 2 70B and Llama 3 8B; larger models lose less");
    }
    return new ExpectedLoss(
        Math.min(small, large),
        OptionalDouble.of(Math.max(small, large)),
        divergence,
        SOURCE + ": between Llama 2 70B and Llama 3 8B");
  }

  private static Map<QuantizationType, Row> rows() {
    Map<QuantizationType, Row> rows = new EnumMap<>(QuantizationType.class);
    row(rows, QuantizationType.F16, 0.001524, 0.000551, 0);
    row(rows, QuantizationType.Q8_0, 0.002650, 0.001355);
    row(rows, QuantizationType.Q6_K, 0.021748, 0.005452, 0.0016);
    row(rows, QuantizationType.Q5_K_M, 0.056974, 0.010762, 0.0040);
    row(rows, QuantizationType.Q5_K_S, 0.104964, 0.016595, 0.0050);
    row(rows, QuantizationType.Q5_1, 0.106223, 0.018045);
    row(rows, QuantizationType.Q5_0, 0.131591, 0.022239, 0.0126);
    row(rows, QuantizationType.Q4_K_M, 0.175482, 0.031273, 0.0120);
    row(rows, QuantizationType.IQ4_NL, 0.223959, 0.035742);
    row(rows, QuantizationType.IQ4_XS, 0.228071, 0.036334);
    row(rows, QuantizationType.Q4_K_S, 0.268895, 0.043136, 0.0157);
    row(rows, QuantizationType.Q4_1, 0.451103, 0.071683, 0.0237);
    row(rows, QuantizationType.Q4_0, 0.468514, 0.071940, 0.0361);
    row(rows, QuantizationType.Q3_K_L, 0.556242, 0.087176, 0.0380);
    row(rows, QuantizationType.Q3_K_M, 0.656864, 0.101913, 0.0472);
    row(rows, QuantizationType.IQ3_M, 0.666694, 0.102534);
    row(rows, QuantizationType.IQ3_S, 0.733867, 0.111278);
    row(rows, QuantizationType.IQ3_XS, 0.931409, 0.138693);
    row(rows, QuantizationType.IQ3_XXS, 1.226803, 0.183625);
    row(rows, QuantizationType.Q3_K_S, 1.632152, 0.228217, 0.0789);
    row(rows, QuantizationType.IQ2_M, 2.369166, 0.325989);
    row(rows, QuantizationType.Q2_K_S, 3.092145, 0.403360);
    row(rows, QuantizationType.IQ2_S, 3.419148, 0.439197);
    row(rows, QuantizationType.Q2_K, 3.519934, 0.445132, 0.0882);
    row(rows, QuantizationType.IQ2_XS, 4.529791, 0.546290);
    row(rows, QuantizationType.IQ2_XXS, 7.860148, 0.812022);
    row(rows, QuantizationType.IQ1_M, 19.262089, 1.393084);
    row(rows, QuantizationType.IQ1_S, 51.866126, 2.211278);
    return rows;
  }

  private static void row(
      Map<QuantizationType, Row> rows, QuantizationType type, double rise, double divergence) {
    rows.put(type, new Row(rise, divergence, OptionalDouble.empty()));
  }

  private static void row(
      Map<QuantizationType, Row> rows,
      QuantizationType type,
      double rise,
      double divergence,
      double large) {
    rows.put(type, new Row(rise, divergence, OptionalDouble.of(large)));
  }
}
