package dev.sirius.core.quality;

/**
 * How far the answers of a model are from another's on a text.
 *
 * @param pieces pieces of the text that were read, each from an empty context
 * @param context tokens of a piece
 * @param truePerplexity perplexity of the model that counts as true; 1 is certainty
 * @param perplexity perplexity of the other
 * @param divergence mean Kullback-Leibler divergence of a token from the true model's, in nats
 * @param uncertainty standard error of that mean
 * @param sameTop share of tokens of which both find the same the likeliest, 0 to 1
 */
public record Divergence(
    int pieces,
    int context,
    double truePerplexity,
    double perplexity,
    double divergence,
    double uncertainty,
    double sameTop) {

  public Divergence {
    atLeast("pieces", pieces, 1);
    atLeast("tokens of a piece", context, 1);
    atLeast("a perplexity", truePerplexity, 1);
    atLeast("a perplexity", perplexity, 1);
    atLeast("an uncertainty", uncertainty, 0);
    if (!Double.isFinite(divergence)) {
      throw new IllegalArgumentException("a divergence of " + divergence);
    }
    if (!(sameTop >= 0 && sameTop <= 1)) {
      throw new IllegalArgumentException("a share of " + sameTop + "; 0 to 1 is allowed");
    }
  }

  private static void atLeast(String what, double value, double least) {
    if (!(value >= least) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          what + " of " + value + "; a number from " + least + " on is allowed");
    }
  }

  /** By how much the perplexity grew: 0.01 is 1 %. */
  public double loss() {
    return perplexity / truePerplexity - 1;
  }
}
