package dev.sirius.core.ollama;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.RunningModel;
import java.util.List;
import java.util.Optional;

/** What {@code ollama ps} prints. */
public final class RunningText {

  private static final String COMMAND = "ollama ps";

  private RunningText() {}

  /**
   * The loaded models, in Ollama's order. Sizes and times are printed rounded, so they stay
   * unknown; the context is printed from Ollama 0.10 on.
   *
   * @throws dev.sirius.core.model.port.ModelStoreException {@code BROKEN_ANSWER} when the text is
   *     no such list
   */
  public static List<RunningModel> parse(String text) {
    TableText table =
        TableText.parse(COMMAND, text, List.of("NAME", "ID", "SIZE", "PROCESSOR", "UNTIL"));
    return table.rows().stream()
        .map(
            row ->
                new RunningModel(
                    table.name(row.cell("NAME")),
                    row.cell("ID"),
                    Fact.unknown("'ollama ps' prints it rounded, as " + row.cell("SIZE")),
                    row.cell("SIZE"),
                    row.cell("PROCESSOR"),
                    contextLength(row),
                    Fact.unknown("'ollama ps' prints it rounded, as " + row.cell("UNTIL"))))
        .toList();
  }

  private static Fact<Integer> contextLength(TableText.Row row) {
    Optional<String> cell = row.optional("CONTEXT");
    if (cell.isEmpty()) {
      return Fact.unknown("'ollama ps' prints it from Ollama 0.10 on");
    }
    try {
      return Fact.known(Integer.valueOf(cell.get()), COMMAND);
    } catch (NumberFormatException e) {
      return Fact.unknown("'ollama ps' prints '" + cell.get() + "', which is no number");
    }
  }
}
