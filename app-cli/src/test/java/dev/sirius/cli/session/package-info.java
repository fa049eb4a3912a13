/** What a real Ollama was asked and answered in one session of commands, and stand-ins for it. */
package dev.sirius.cli.session;
