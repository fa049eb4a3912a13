package dev.sirius.core.model;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.text.SafeText;
import java.util.regex.Pattern;

/** What a {@code FROM} names: an installed model, or a file or directory with weights. */
public sealed interface ModelSource {

  /** As a {@code FROM} names it, and as people are told of it. */
  String text();

  /** An installed model. */
  record Installed(ModelName name) implements ModelSource {
    public Installed {
      requireNonNull(name, "name");
    }

    @Override
    public String text() {
      return name.shortForm();
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /** A file or directory, by a path as it was written. */
  record AtPath(String path) implements ModelSource {
    public AtPath {
      requireNonNull(path, "path");
    }

    @Override
    public String text() {
      return path;
    }

    @Override
    public String toString() {
      return path;
    }
  }

  /**
   * {@code /x}, {@code ./x}, {@code ../x}, {@code ~/x}, {@code C:\x}, or anything with {@code \}.
   */
  Pattern PATH = Pattern.compile("/.*|\\.{1,2}(?:/.*)?|~(?:/.*)?|[A-Za-z]:[/\\\\].*|.*\\\\.*");

  /**
   * Tells the two apart by their form alone: a path begins with {@code /}, {@code ./}, {@code ../},
   * {@code ~/} or a drive; everything else is a name. Whether it exists is not asked.
   *
   * @throws IllegalArgumentException when the text is neither
   */
  static ModelSource of(String text) {
    if (PATH.matcher(text).matches()) {
      return new AtPath(text);
    }
    try {
      return new Installed(ModelName.parse(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "FROM '"
              + SafeText.oneLine(text, 60)
              + "' is neither a model's name nor a path that begins with / or ./: "
              + e.getMessage(),
          e);
    }
  }
}
