package dev.sirius.core.model;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import java.time.Duration;

/**
 * An answer of a model, with its timings.
 *
 * @param text the answer
 * @param tokenLimit the limit on the answer's length that was in force, in tokens; unknown where
 *     none could be set
 * @param total whole time of the request
 * @param load time to load the model
 * @param promptTokens tokens of the prompt that were evaluated
 * @param promptTime time spent on them
 * @param answerTokens tokens of the answer
 * @param answerTime time spent on them
 */
public record Generation(
    String text,
    Fact<Integer> tokenLimit,
    Fact<Duration> total,
    Fact<Duration> load,
    Fact<Integer> promptTokens,
    Fact<Duration> promptTime,
    Fact<Integer> answerTokens,
    Fact<Duration> answerTime) {

  public Generation {
    requireNonNull(text, "text");
    requireNonNull(tokenLimit, "tokenLimit");
    requireNonNull(total, "total");
    requireNonNull(load, "load");
    requireNonNull(promptTokens, "promptTokens");
    requireNonNull(promptTime, "promptTime");
    requireNonNull(answerTokens, "answerTokens");
    requireNonNull(answerTime, "answerTime");
  }
}
