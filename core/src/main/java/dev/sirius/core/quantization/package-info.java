/** Quantization types, as llama.cpp and Ollama name them, and the four levels of them. */
package dev.sirius.core.quantization;
