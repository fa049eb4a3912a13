/** The model store and runner, through the {@code ollama} program. */
package dev.sirius.adapters.ollama.cli;
