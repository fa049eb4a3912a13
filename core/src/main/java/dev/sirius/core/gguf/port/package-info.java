/** What the core needs of the world to read and write GGUF files. */
package dev.sirius.core.gguf.port;
