package dev.sirius.adapters.catalogue;

import dev.sirius.core.catalogue.Outline;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.size.ByteSize;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The outlines of the embedded models, a line each, so that what a device can run is told without
 * drawing every model. The fields are divided by tabulators: name, family, number of weights, pulls
 * or {@code -}, then a level, its tag and bytes of memory, divided by blanks, for each level.
 */
final class OutlineFile {

  static final String PATH = "outlines.tsv";

  private OutlineFile() {}

  /** The outlines that were written when the catalogue was made. */
  static List<Outline> embedded() {
    byte[] text = CatalogueFiles.resource(PATH).orElseThrow(() -> CatalogueFiles.lacking(PATH));
    return new String(text, StandardCharsets.UTF_8).lines().map(OutlineFile::parse).toList();
  }

  /** The file's text for these outlines. */
  static String render(List<Outline> outlines) {
    return outlines.stream().map(OutlineFile::line).collect(Collectors.joining());
  }

  private static String line(Outline outline) {
    StringBuilder line = new StringBuilder(outline.name().shortForm());
    line.append('\t').append(outline.family());
    line.append('\t').append(outline.parameters());
    line.append('\t').append(outline.pulls().map(String::valueOf).orElse("-"));
    for (Level level : Level.values()) {
      Outline.Form form = outline.forms().get(level);
      if (form != null) {
        line.append('\t').append(level).append(' ').append(form.tag());
        line.append(' ').append(form.needed().bytes());
      }
    }
    return line.append('\n').toString();
  }

  private static Outline parse(String line) {
    String[] fields = line.split("\t", -1);
    Map<Level, Outline.Form> forms = new EnumMap<>(Level.class);
    for (int i = 4; i < fields.length; i++) {
      String[] form = fields[i].split(" ", -1);
      forms.put(
          Level.valueOf(form[0]), new Outline.Form(form[1], new ByteSize(Long.parseLong(form[2]))));
    }
    return new Outline(
        ModelName.parse(fields[0]),
        fields[1],
        Long.parseLong(fields[2]),
        fields[3].equals("-") ? Optional.empty() : Optional.of(Long.valueOf(fields[3])),
        forms);
  }
}
