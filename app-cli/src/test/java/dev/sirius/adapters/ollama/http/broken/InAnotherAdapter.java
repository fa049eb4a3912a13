package dev.sirius.adapters.ollama.http.broken;

/** Used by a class that breaks a rule of the architecture on purpose. */
public final class InAnotherAdapter {}
