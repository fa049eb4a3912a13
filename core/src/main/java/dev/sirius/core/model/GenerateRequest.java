package dev.sirius.core.model;

import static java.util.Objects.requireNonNull;

/**
 * A short question to a model.
 *
 * @param model which model
 * @param prompt what to ask
 * @param maxTokens the longest answer wanted, in tokens, 1 or more
 */
public record GenerateRequest(ModelName model, String prompt, int maxTokens) {
  public GenerateRequest {
    requireNonNull(model, "model");
    requireNonNull(prompt, "prompt");
    if (maxTokens < 1) {
      throw new IllegalArgumentException(
          "an answer of at most " + maxTokens + " tokens; 1 or more is allowed");
    }
  }
}
