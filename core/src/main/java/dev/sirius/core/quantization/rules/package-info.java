/**
 * Which type each tensor of a model gets when it is quantized, and how large the file becomes: as
 * llama-quantize of llama.cpp v0.5.0 chooses and writes.
 */
package dev.sirius.core.quantization.rules;
