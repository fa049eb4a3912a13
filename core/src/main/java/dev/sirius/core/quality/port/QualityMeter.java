package dev.sirius.core.quality.port;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.quality.Divergence;
import java.nio.file.Path;

/** Has two models read a text and compares what they expect of each token. */
public interface QualityMeter {

  /**
   * Whether there is what measures; when not, why, and what to do.
   *
   * @return what it is, for people
   */
  Fact<String> tool();

  /**
   * Measures.
   *
   * @param order what is to be read by whom
   * @param folder where large files may lie for the while
   * @return how far they are from each other; or why that is not known
   */
  Fact<Divergence> measure(Order order, Path folder);

  /**
   * What is to be read by whom.
   *
   * @param first the weights that count as true
   * @param second the weights whose divergence is wanted
   * @param text the text, UTF-8
   * @param context tokens of a piece, each of which is read from an empty context
   * @param pieces how many pieces are read at most
   */
  record Order(Path first, Path second, Path text, int context, int pieces) {
    public Order {
      if (context < 8 || pieces < 1) {
        throw new IllegalArgumentException(
            pieces
                + " pieces of "
                + context
                + " tokens; 1 piece or more, of 8 tokens or more, are allowed");
      }
    }
  }
}
