package dev.sirius.core.plan.memory;

/** How much of a model's memory is known from its facts. */
public enum Modelling {
  /** Caches and computation are laid out as llama.cpp does: its own projection, to the byte. */
  FULL("as llama.cpp v0.5.0 lays it out"),
  /** Weights and caches are exact; the computation has parts that are not laid out here. */
  CACHES(
      "the computation of this architecture is not modelled, so it takes at least its weights and"
          + " caches"),
  /** The architecture is not known; only the weights' size is certain. */
  WEIGHTS("this architecture is not modelled, so it takes at least its weights");

  private final String text;

  Modelling(String text) {
    this.text = text;
  }

  /** What the number rests on, for people. */
  public String text() {
    return text;
  }
}
