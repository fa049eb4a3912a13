/**
 * Importance matrices: how much each column of a model's weights matters, as measured on a text.
 */
package dev.sirius.core.quantization.importance;
