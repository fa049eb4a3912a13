/**
 * What Ollama says and expects, as text: versions, hosts, messages, and the output of its program.
 */
package dev.sirius.core.ollama;
