/** How far the answers of quantized weights are from those of the weights they were made from. */
package dev.sirius.core.quality;
