package dev.sirius.core.model.port;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.Progress;
import java.util.List;
import java.util.function.Consumer;

/**
 * The models that an Ollama keeps.
 *
 * <p>Every method throws {@link ModelStoreException} when it fails, of the kind that fits.
 */
public interface ModelStore {

  /**
   * The server's version; not known, and why, where models are kept without a server: then there is
   * no quantizer of Ollama's either.
   */
  Fact<OllamaVersion> version();

  /** What is installed, in the server's order (newest first). */
  List<InstalledModel> list();

  /** All that is told of one model; {@code NOT_FOUND} when it is not installed. */
  ModelDescription show(ModelName name);

  /**
   * Makes a model. A {@code FROM} that is a path must name an existing file; one that is a name
   * must name an installed model, else {@code NOT_FOUND}: nothing is pulled by the way. An existing
   * model of that name is replaced.
   *
   * @param progress is told each step, in order
   */
  void create(CreateRequest request, Consumer<Progress> progress);

  /** Gives a model a second name; the weights are shared. */
  void copy(ModelName source, ModelName target);

  /** Removes a model; {@code NOT_FOUND} when it is not installed. */
  void delete(ModelName name);

  /** Downloads a model from its registry. */
  void pull(ModelName name, Consumer<Progress> progress);
}
