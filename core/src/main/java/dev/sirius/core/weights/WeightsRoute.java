package dev.sirius.core.weights;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.QuantizationType;
import java.util.List;

/** How weights of a wanted type are come by from a given model. */
public sealed interface WeightsRoute {

  /** The type that was wanted. */
  QuantizationType wanted();

  /** The model's weights serve as they are: they already hold no more than what is wanted. */
  record AsTheyAre(QuantizationType wanted, QuantizationType source) implements WeightsRoute {
    public AsTheyAre {
      requireNonNull(wanted, "wanted");
      requireNonNull(source, "source");
    }

    /** For people, one sentence without its full stop. */
    public String text() {
      return source == wanted
          ? "the source is " + source.label() + " already; its weights are used as they are"
          : "the source is "
              + source.label()
              + ", already below "
              + wanted.label()
              + "; its weights are used as they are, nothing is gained by more bits";
    }
  }

  /** Ollama's own quantizer brings them there. */
  record ByOllama(QuantizationType wanted, QuantizationType source) implements WeightsRoute {
    public ByOllama {
      requireNonNull(wanted, "wanted");
      requireNonNull(source, "source");
    }
  }

  /**
   * Sirius brings them there: it reads the model's weights where they lie on this machine, and
   * Ollama is given the new ones as a file.
   */
  record BySirius(QuantizationType wanted, QuantizationType source) implements WeightsRoute {
    public BySirius {
      requireNonNull(wanted, "wanted");
      requireNonNull(source, "source");
    }
  }

  /**
   * They cannot be come by.
   *
   * @param wanted the type that was wanted
   * @param why what stands in the way, one sentence without its full stop
   * @param waysOut what would reach it or come near, a sentence each without its full stop
   */
  record Unreachable(QuantizationType wanted, String why, List<String> waysOut)
      implements WeightsRoute {
    public Unreachable {
      requireNonNull(wanted, "wanted");
      requireNonNull(why, "why");
      waysOut = List.copyOf(waysOut);
    }
  }
}
