/** What people and programs see: tables, JSON, progress. */
package dev.sirius.cli.output;
