/** The ports of GGUF files: reading and writing them on this machine. */
@NullMarked
package dev.sirius.adapters.gguf;

import org.jspecify.annotations.NullMarked;
