package dev.sirius.core.usecase.family;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.Progress;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.time.Instant;
import java.util.Optional;

/** Something that happens while a family steps from one level to another. */
public sealed interface StepEvent {

  /** The family. */
  ModelName family();

  /** When it happened. */
  Instant at();

  /**
   * The memory was read, and a level chosen by it.
   *
   * @param free memory that could be taken if the family were unloaded
   * @param chosen the level
   * @param fits whether it fits; the lowest level is chosen even when it does not
   */
  record Chosen(ModelName family, Instant at, ByteSize free, QuantizationType chosen, boolean fits)
      implements StepEvent {}

  /** A level that was but a promise begins to be made. */
  record Making(ModelName family, Instant at, QuantizationType level) implements StepEvent {}

  /** A level is being made. */
  record Made(ModelName family, Instant at, QuantizationType level, Progress progress)
      implements StepEvent {}

  /** A model of the family that was running is no longer loaded. */
  record Unloaded(ModelName family, Instant at, ModelName model) implements StepEvent {}

  /**
   * The family runs at another level from now on.
   *
   * @param from the level before; empty when there was none
   * @param to the level now
   */
  record Stepped(ModelName family, Instant at, Optional<QuantizationType> from, QuantizationType to)
      implements StepEvent {}

  /**
   * A step was not done, and will be tried again.
   *
   * @param to the level that it would have led to; empty when none was chosen yet
   * @param why what was in the way
   */
  record Postponed(ModelName family, Instant at, Optional<QuantizationType> to, String why)
      implements StepEvent {}
}
