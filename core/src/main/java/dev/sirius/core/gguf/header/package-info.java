/** GGUF headers from bytes to values and back. */
package dev.sirius.core.gguf.header;
