/** How the core asks registries for published models. */
package dev.sirius.core.registry.port;
