/** What the demonstration works in. */
package dev.sirius.cli.demo;
