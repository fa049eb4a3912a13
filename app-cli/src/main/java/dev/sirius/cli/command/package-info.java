/** One class per command: reads its arguments, calls a use case, prints. */
package dev.sirius.cli.command;
