/** The settings of Sirius: what there is, where a value comes from, and reading the file. */
package dev.sirius.cli.config;
