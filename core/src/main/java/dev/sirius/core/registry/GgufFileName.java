package dev.sirius.core.registry;

import dev.sirius.core.quantization.QuantizationType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a GGUF file tells, by the habits of those who publish them: {@code
 * Llama-3.2-1B-Instruct-Q4_K_M.gguf}, {@code model-00001-of-00003.gguf}.
 *
 * @param name the file's name, folders before it included
 * @param type the quantization that the name ends with; empty when it names none
 * @param part which part of a split file it is, from 1 on; 1 for a whole one
 * @param parts how many parts there are; 1 for a whole one
 */
public record GgufFileName(String name, Optional<QuantizationType> type, int part, int parts) {

  private static final Pattern SPLIT = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");
  private static final String ENDING = ".gguf";

  /** Reads a name; empty when it is not a GGUF file's. */
  public static Optional<GgufFileName> parse(String name) {
    if (!name.toLowerCase(Locale.ROOT).endsWith(ENDING)) {
      return Optional.empty();
    }
    Matcher split = SPLIT.matcher(name);
    boolean isSplit = split.matches();
    String stem = isSplit ? split.group(1) : name.substring(0, name.length() - ENDING.length());
    int part = isSplit ? Integer.parseInt(split.group(2)) : 1;
    int parts = isSplit ? Integer.parseInt(split.group(3)) : 1;
    return part < 1 || part > parts
        ? Optional.empty()
        : Optional.of(new GgufFileName(name, type(stem), part, parts));
  }

  /** Whether the file holds a projector or an importance matrix rather than a model. */
  public boolean isAccessory() {
    String file = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return file.startsWith("mmproj") || file.contains("imatrix");
  }

  /** The name of another part of the same split file. */
  public String nameOfPart(int number) {
    Matcher split = SPLIT.matcher(name);
    return split.matches()
        ? String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", split.group(1), number, parts)
        : name;
  }

  /** The longest type that a stem ends with, after a separator. */
  private static Optional<QuantizationType> type(String stem) {
    String upper = stem.toUpperCase(Locale.ROOT);
    return Arrays.stream(QuantizationType.values())
        .filter(type -> upper.matches("(?s)(.*[-._/])?" + Pattern.quote(type.label())))
        .max(Comparator.comparingInt(type -> type.label().length()));
  }
}
