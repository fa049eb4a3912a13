/**
 * Which type each tensor of a model gets when it is quantized, as llama.cpp v0.5.0's quantizer
 * chooses, and how large the file becomes (src/llama-quant.cpp).
 */
package dev.sirius.core.quantization.rules;
