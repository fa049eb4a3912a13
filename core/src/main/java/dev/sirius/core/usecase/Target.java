package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.policy.TypeChoice;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;

/** What a new model's weights shall be. */
public sealed interface Target {

  /** The quantization type that stands for the target. */
  QuantizationType type();

  /** One of the four levels. */
  record AtLevel(Level level) implements Target {
    public AtLevel {
      requireNonNull(level, "level");
    }

    @Override
    public QuantizationType type() {
      return level.type();
    }
  }

  /** A type that was chosen, since none was named. */
  record Chosen(TypeChoice choice) implements Target {
    public Chosen {
      if (choice.type().isEmpty()) {
        throw new IllegalArgumentException("a choice of nothing; " + choice.reasons());
      }
    }

    @Override
    public QuantizationType type() {
      return choice.type().orElseThrow();
    }
  }

  /** A quantization type. */
  record AtType(QuantizationType type) implements Target {
    public AtType {
      requireNonNull(type, "type");
    }
  }
}
