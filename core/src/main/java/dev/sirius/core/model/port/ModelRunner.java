package dev.sirius.core.model.port;

import dev.sirius.core.model.GenerateRequest;
import dev.sirius.core.model.Generation;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.RunningModel;
import java.util.List;

/**
 * The models that an Ollama has loaded.
 *
 * <p>Every method throws {@link ModelStoreException} when it fails, of the kind that fits.
 */
public interface ModelRunner {

  /** What is loaded now. */
  List<RunningModel> running();

  /** Asks a model, loading it first when needed. */
  Generation generate(GenerateRequest request);

  /** Frees a model's memory; {@code NOT_FOUND} when it is not installed. */
  void unload(ModelName name);
}
