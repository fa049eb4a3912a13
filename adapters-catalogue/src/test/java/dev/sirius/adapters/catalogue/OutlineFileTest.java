package dev.sirius.adapters.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.catalogue.Outline;
import dev.sirius.core.plan.QuantizedForms;
import dev.sirius.core.usecase.OutlineModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the embedded outlines")
class OutlineFileTest {

  private static final Path FILE =
      Path.of("src/main/resources/dev/sirius/adapters/catalogue", OutlineFile.PATH);

  /** Writes the file with {@code -Dsirius.outlines=write}, else compares. */
  @Test
  @DisplayName("are what planning each model now comes to")
  void areWhatPlanningComesTo() throws IOException {
    OutlineModels outlineModels = new OutlineModels(new QuantizedForms());
    List<Outline> outlines =
        new JsonModelCatalogue(Optional.empty())
            .models().stream().flatMap(model -> outlineModels.of(model).stream()).toList();

    if ("write".equals(System.getProperty("sirius.outlines"))) {
      Files.writeString(FILE, OutlineFile.render(outlines));
    } else {
      assertThat(Files.readString(FILE)).isEqualTo(OutlineFile.render(outlines));
      assertThat(OutlineFile.embedded()).isEqualTo(outlines);
    }
  }
}
