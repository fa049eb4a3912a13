/**
 * The port of the model store, on the folder in which Ollama keeps its models: manifests, blobs and
 * configurations, read and written without a server.
 */
@NullMarked
package dev.sirius.adapters.ollama.store;

import org.jspecify.annotations.NullMarked;
