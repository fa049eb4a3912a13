package dev.sirius.adapters.ollama.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sirius.adapters.gguf.GgufFiles;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.model.port.OllamaContract;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.quantization.QuantizationType;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("a model folder without a server")
class OllamaFolderContractTest extends OllamaContract {

  @TempDir Path directory;

  @Override
  protected Ways open(String conversation) {
    return Ways.withoutServer(
        new OllamaFolder(directory.resolve("models"), new GgufFiles()), TinyModel.in(directory));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("refuses to quantize, and makes nothing")
  void quantizesNothing(QuantizationType type) {
    ModelStore store = opened().store();
    CreateRequest request =
        new CreateRequest(
            ModelName.parse("made"),
            Modelfile.from(opened().weights().toString()),
            Optional.of(type));

    assertThatExceptionOfType(ModelStoreException.class)
        .isThrownBy(() -> store.create(request, step -> {}))
        .withMessageContaining("no quantizer for " + type.label())
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.QUANTIZATION_REFUSED));
    assertThat(store.list()).isEmpty();
  }
}
