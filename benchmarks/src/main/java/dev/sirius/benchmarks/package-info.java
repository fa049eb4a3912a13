/** JMH benchmarks of quantizing, dequantizing, reading headers and planning. */
package dev.sirius.benchmarks;
