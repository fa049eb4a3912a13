package dev.sirius.core.blueprint;

/** Draws the tensors of any model of one architecture, or of several that are alike. */
@FunctionalInterface
interface Blueprint {

  void draw(Drawing drawing);
}
