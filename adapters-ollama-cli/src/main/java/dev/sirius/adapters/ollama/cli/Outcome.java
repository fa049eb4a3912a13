package dev.sirius.adapters.ollama.cli;

/**
 * How a command ended.
 *
 * @param exitCode its exit code; above 128 when a signal ended it
 * @param output all that it wrote to its output
 * @param errorOutput the beginning and the end of what it wrote to its error output
 */
record Outcome(int exitCode, String output, String errorOutput) {}
