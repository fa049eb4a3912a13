/** The levels that a model has, and the lines that record them with the model. */
package dev.sirius.core.family;
