/**
 * What a quantization type costs in quality, from published measurements; never a score of our own.
 */
package dev.sirius.core.plan.quality;
