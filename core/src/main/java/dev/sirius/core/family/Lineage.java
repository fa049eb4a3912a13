package dev.sirius.core.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.quantization.QuantizationType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a level's weights are from, as the file of weights itself says: GGUF keys that begin with
 * {@code general.sirius.}.
 *
 * @param level the weights' type
 * @param parentType the type of the weights that they were made from
 * @param parentTensors the digest of those weights' tensors, {@code sha256:…}
 * @param made how they were made
 * @param version the version of Sirius that made them
 * @param loss the expected loss against 16-bit weights, in words; empty when none was published
 */
public record Lineage(
    QuantizationType level,
    QuantizationType parentType,
    String parentTensors,
    String made,
    String version,
    Optional<String> loss) {

  private static final String PREFIX = "general.sirius.";
  private static final String LEVEL = PREFIX + "level";
  private static final String PARENT_TYPE = PREFIX + "parent.type";
  private static final String PARENT_TENSORS = PREFIX + "parent.tensors";
  private static final String MADE = PREFIX + "made";
  private static final String VERSION = PREFIX + "version";
  private static final String LOSS = PREFIX + "loss";

  public Lineage {
    requireNonNull(level, "level");
    requireNonNull(parentType, "parentType");
    requireNonNull(parentTensors, "parentTensors");
    requireNonNull(made, "made");
    requireNonNull(version, "version");
    requireNonNull(loss, "loss");
  }

  /** As key-values of a GGUF file. */
  public Map<String, GgufValue> keys() {
    Map<String, GgufValue> keys = new LinkedHashMap<>();
    keys.put(LEVEL, text(level.label()));
    keys.put(PARENT_TYPE, text(parentType.label()));
    keys.put(PARENT_TENSORS, text(parentTensors));
    keys.put(MADE, text(made));
    keys.put(VERSION, text(version));
    loss.ifPresent(words -> keys.put(LOSS, text(words)));
    return keys;
  }

  private static GgufValue text(String text) {
    return GgufValue.Text.of(text);
  }

  /**
   * Reads it from key-values; empty when they are not there or make no sense.
   *
   * @param text the text of a key, when it has one
   */
  public static Optional<Lineage> of(Function<String, Optional<String>> text) {
    Optional<QuantizationType> level = text.apply(LEVEL).flatMap(QuantizationType::named);
    Optional<QuantizationType> parent = text.apply(PARENT_TYPE).flatMap(QuantizationType::named);
    Optional<String> tensors =
        text.apply(PARENT_TENSORS).filter(digest -> digest.matches("sha256:[0-9a-f]{64}"));
    if (level.isEmpty() || parent.isEmpty() || tensors.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Lineage(
            level.get(),
            parent.get(),
            tensors.get(),
            text.apply(MADE).orElse(""),
            text.apply(VERSION).orElse(""),
            text.apply(LOSS)));
  }
}
