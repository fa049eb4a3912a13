/** The port of quality on the programs of llama.cpp. */
package dev.sirius.adapters.llamacpp;
