/**
 * What running a model comes to on a device: for each quantization type its file, its memory
 * against the budget, its speed and its expected loss.
 */
package dev.sirius.core.plan;
