/**
 * Block formats of quantized tensors: how a run of numbers becomes blocks of a few bytes and back,
 * and the searches that choose the scales. Pure arithmetic on {@code float[]} and {@code byte[]},
 * usable without the rest.
 *
 * <p>Every format gives the bytes that llama.cpp v0.5.0 gives. All arithmetic is single precision,
 * evaluated left to right, summed in the order of the elements, without fused operations: another
 * order would give other bytes.
 */
package dev.sirius.core.quantization.block;
