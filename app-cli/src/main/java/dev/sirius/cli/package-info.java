/** The command line of Sirius: wires the core to its adapters, parses, prints. */
package dev.sirius.cli;
