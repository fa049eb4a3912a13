/**
 * The port of the registries of published models: Ollama's registry and those that speak like it,
 * Hugging Face's hub, and files at plain addresses.
 */
@NullMarked
package dev.sirius.adapters.registry;

import org.jspecify.annotations.NullMarked;
