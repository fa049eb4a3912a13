/**
 * A computation as llama.cpp's ggml lays it out: tensors, the order in which they are computed, and
 * the smallest buffer in which those that live at the same time fit. Nothing is computed here, only
 * sizes.
 */
package dev.sirius.core.plan.graph;
