/** How the core asks for installed models and running ones. */
package dev.sirius.core.model.port;
