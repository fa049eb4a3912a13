/** The port to the catalogue of models. */
package dev.sirius.core.catalogue.port;
