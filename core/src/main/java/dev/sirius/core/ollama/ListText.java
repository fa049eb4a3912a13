package dev.sirius.core.ollama;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.InstalledModel;
import java.util.List;

/** What {@code ollama list} prints. */
public final class ListText {

  private static final String COMMAND = "ollama list";

  private ListText() {}

  /**
   * The models in a list, in its order. Sizes and times are printed rounded, so they stay unknown;
   * the reason tells what was printed.
   *
   * @throws dev.sirius.core.model.port.ModelStoreException {@code BROKEN_ANSWER} when the text is
   *     no such list
   */
  public static List<InstalledModel> parse(String text) {
    TableText table = TableText.parse(COMMAND, text, List.of("NAME", "ID", "SIZE", "MODIFIED"));
    return table.rows().stream()
        .map(
            row ->
                new InstalledModel(
                    table.name(row.cell("NAME")),
                    row.cell("ID"),
                    Fact.unknown("'ollama list' prints it rounded, as " + row.cell("SIZE")),
                    row.cell("SIZE"),
                    Fact.unknown("'ollama list' prints it rounded, as " + row.cell("MODIFIED")),
                    Fact.unknown("'ollama list' does not print it")))
        .toList();
  }
}
