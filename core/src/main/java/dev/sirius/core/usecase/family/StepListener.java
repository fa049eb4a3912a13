package dev.sirius.core.usecase.family;

/** Is told what happens while a family steps between its levels, in order, on the same thread. */
@FunctionalInterface
public interface StepListener {

  /** Hears nothing. */
  StepListener NONE = event -> {};

  void on(StepEvent event);
}
