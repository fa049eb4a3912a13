/**
 * The values of the GGUF format: metadata, tensor table, layout, and a model's facts drawn from
 * them.
 */
package dev.sirius.core.gguf;
