/** Bringing a model's tensors from one type to another, as a stream: read, converted, written. */
package dev.sirius.core.quantization.convert;
