package dev.sirius.core.quantization.rules;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.TensorType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What may be asked of the rules beside the type.
 *
 * @param importance whether an importance matrix is at hand
 * @param pure whether all tensors get the type's own format
 * @param keepOutput whether the output matrix keeps its type
 * @param overrides types for tensors by name; the first that matches counts
 * @param output the output matrix's type, and that of an embedding table that serves as one
 * @param embedding the embedding table's type
 */
public record RuleOptions(
    boolean importance,
    boolean pure,
    boolean keepOutput,
    List<NamedType> overrides,
    Optional<TensorType> output,
    Optional<TensorType> embedding) {

  /** Nothing beside the type. */
  public static final RuleOptions NONE =
      new RuleOptions(false, false, false, List.of(), Optional.empty(), Optional.empty());

  /**
   * A type for the tensors whose names match.
   *
   * @param pattern a regular expression that is looked for anywhere in a name; lower case
   * @param type their type, unless their rows do not divide into its blocks
   */
  public record NamedType(String pattern, TensorType type) {
    public NamedType {
      requireNonNull(type, "type");
      pattern = pattern.toLowerCase(Locale.ROOT);
      try {
        Pattern.compile(pattern);
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "'" + pattern + "' is no regular expression: " + e.getDescription(), e);
      }
    }

    boolean matches(String name) {
      return Pattern.compile(pattern).matcher(name).find();
    }
  }

  public RuleOptions {
    overrides = List.copyOf(overrides);
    requireNonNull(output, "output");
    requireNonNull(embedding, "embedding");
  }
}
