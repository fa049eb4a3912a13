package dev.sirius.cli.command;

import dev.sirius.core.usecase.QuantizePlan;

/** What is expected to be lost, in words. */
final class LossText {

  private LossText() {}

  static String of(QuantizePlan plan) {
    String published =
        plan.loss()
            .map(loss -> "perplexity " + loss + " over 16-bit (" + loss.basis() + ")")
            .orElse("no figures were published for " + plan.file().target().label());
    return plan.sourceType()
        .map(from -> published + "; made from " + from.label() + ", whose own loss comes on top")
        .orElse(published);
  }
}
