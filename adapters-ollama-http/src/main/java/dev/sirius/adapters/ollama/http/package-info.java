/** The ports of the model store and runner, over Ollama's HTTP API. */
@NullMarked
package dev.sirius.adapters.ollama.http;

import org.jspecify.annotations.NullMarked;
