package dev.sirius.core.quantization.rules;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.TensorType;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * A wish for the type of all tensors whose name a pattern is found in.
 *
 * @param pattern searched for anywhere in the name
 * @param type the type wished for
 */
public record TensorOverride(Pattern pattern, TensorType type) {

  public TensorOverride {
    requireNonNull(pattern, "pattern");
    requireNonNull(type, "type");
  }

  /**
   * Reads {@code PATTERN=TYPE}, such as {@code attn_v=q6_K}. As llama-quantize does, it takes the
   * pattern in lower case; the pattern is a Java regular expression, which for the usual ones means
   * the same as the ECMAScript one there.
   *
   * @throws IllegalArgumentException when it is not of that form, the pattern is none, or the type
   *     is not known
   */
  public static TensorOverride parse(String text) {
    int equals = text.lastIndexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(
          "'" + text + "' is not of the form PATTERN=TYPE, such as attn_v=q6_K");
    }
    String typeName = text.substring(equals + 1);
    TensorType type =
        TensorType.named(typeName)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'" + typeName + "' is no tensor type; allowed are " + allTypes()));
    try {
      return new TensorOverride(
          Pattern.compile(text.substring(0, equals).toLowerCase(Locale.ROOT)), type);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + text.substring(0, equals) + "' is no regular expression: " + e.getDescription(), e);
    }
  }

  boolean matches(String tensorName) {
    return pattern.matcher(tensorName).find();
  }

  private static String allTypes() {
    return Arrays.stream(TensorType.values())
        .map(TensorType::label)
        .collect(Collectors.joining(", "));
  }
}
