/** GGUF files of this machine, read and written. */
@NullMarked
package dev.sirius.adapters.gguf;

import org.jspecify.annotations.NullMarked;
