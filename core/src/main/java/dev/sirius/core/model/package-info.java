/** Models as Ollama keeps them: names, what is installed, what a model carries, what runs. */
package dev.sirius.core.model;
