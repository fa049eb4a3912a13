/** Joins the core's ports to the adapters that the configuration names. */
package dev.sirius.cli.wiring;
