/** The Modelfile: its instructions as values, and reading and writing them in Ollama's grammar. */
package dev.sirius.core.modelfile;
