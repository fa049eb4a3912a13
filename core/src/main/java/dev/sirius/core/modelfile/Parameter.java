package dev.sirius.core.modelfile;

import static java.util.Objects.requireNonNull;

/** A {@code PARAMETER} of a model, of the type that Ollama gives it. */
public sealed interface Parameter {

  /** The parameter's name as Ollama writes it, such as {@code num_ctx}. */
  String name();

  /** A whole number: {@code num_ctx}, {@code seed}, … */
  record WholeNumber(ParameterName key, long value) implements Parameter {
    public WholeNumber {
      key.requireKind(ParameterName.Kind.WHOLE_NUMBER);
      key.requireInRange((double) value);
    }

    @Override
    public String name() {
      return key.word();
    }
  }

  /** A fraction: {@code temperature}, {@code top_p}, … Ollama keeps it in 32 bits. */
  record Fraction(ParameterName key, float value) implements Parameter {
    public Fraction {
      key.requireKind(ParameterName.Kind.FRACTION);
      key.requireInRange((double) value);
    }

    @Override
    public String name() {
      return key.word();
    }
  }

  /** A switch: {@code use_mmap}. */
  record Toggle(ParameterName key, boolean value) implements Parameter {
    public Toggle {
      key.requireKind(ParameterName.Kind.TOGGLE);
    }

    @Override
    public String name() {
      return key.word();
    }
  }

  /** A text that ends an answer; there may be several. */
  record Stop(String text) implements Parameter {
    public Stop {
      requireNonNull(text, "text");
    }

    @Override
    public String name() {
      return ParameterName.STOP.word();
    }
  }

  /**
   * A parameter that a model carries although Sirius does not know it, or with a value out of its
   * range. It can be read and shown; it cannot be written into a Modelfile.
   */
  record Other(String name, String text) implements Parameter {
    public Other {
      requireNonNull(name, "name");
      requireNonNull(text, "text");
    }
  }
}
