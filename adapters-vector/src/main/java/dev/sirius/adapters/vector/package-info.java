/**
 * The searches of the encoders with many sub-blocks side by side in the machine's vectors.
 *
 * <p>Uses {@code jdk.incubator.vector}. {@link dev.sirius.adapters.vector.VectorSupport} has the
 * JVM take it up, and says whether vectors are used.
 */
package dev.sirius.adapters.vector;
