/**
 * The memory that a running model takes: weights, caches, compute and output buffers, as llama.cpp
 * v0.5.0 sizes them, and what Ollama adds. Pure functions of the model's facts and of how it is
 * run.
 */
package dev.sirius.core.plan.memory;
