/**
 * The searches of the block formats, many sub-blocks side by side in vector lanes.
 *
 * <p>Uses {@code jdk.incubator.vector}: a JVM that is to use it has to be started with {@code
 * --add-modules jdk.incubator.vector}. {@link dev.sirius.adapters.vector.VectorSupport} says
 * whether it was.
 */
package dev.sirius.adapters.vector;
