package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.catalogue.CatalogueMatch;
import dev.sirius.core.catalogue.port.ModelCatalogue;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.OllamaFacts;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.registry.PublishedModel;
import dev.sirius.core.registry.port.Registry;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.text.SafeText;
import dev.sirius.core.text.Suggestion;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds a model's facts: in a file, when a path is named; where it is published, when an address or
 * a hub's repository is named; else with Ollama, when it is installed; else in the catalogue; else
 * in Ollama's registry. Neither Ollama nor a network is needed for what the catalogue has.
 */
public final class FindModel {

  private final WeightsFiles files;
  private final Supplier<ModelStore> store;
  private final ModelCatalogue catalogue;
  private final FindPublished published;

  /**
   * @param files the files of this machine
   * @param store the installed models; asked only when a name is given, and may throw {@link
   *     ModelStoreException} when there is no Ollama
   * @param catalogue what is known without being installed
   * @param registry the registries of published models; made only when one is asked
   */
  public FindModel(
      WeightsFiles files,
      Supplier<ModelStore> store,
      ModelCatalogue catalogue,
      Supplier<Registry> registry) {
    this.files = requireNonNull(files, "files");
    this.store = requireNonNull(store, "store");
    this.catalogue = requireNonNull(catalogue, "catalogue");
    this.published = new FindPublished(registry);
  }

  /**
   * Whether a text is a file's path and no model's name: it ends in {@code .gguf}, or begins as
   * only paths do.
   */
  public static boolean isPath(String text) {
    return text.toLowerCase(Locale.ROOT).endsWith(".gguf")
        || text.startsWith("/")
        || text.startsWith("./")
        || text.startsWith("../")
        || text.contains("\\");
  }

  /**
   * Finds a model.
   *
   * @param text a path to a GGUF file, an address of one, a hub's repository, or a model's name
   * @throws UnknownModelException when it is nowhere
   * @throws dev.sirius.core.gguf.GgufException when the file is no GGUF that can be read
   * @throws WeightsException when the file cannot be read
   * @throws RegistryException when what publishes it cannot tell
   * @throws IllegalArgumentException when the text is none of these
   */
  public KnownModel find(String text) {
    if (PublishedModel.isElsewhere(text)) {
      PublishedModel model = PublishedModel.parse(text);
      return ofHub(model).orElseGet(() -> published.find(model));
    }
    return isPath(text) ? inFile(text) : byName(ModelName.parse(text));
  }

  /**
   * Finds a model where it is published, whether it is installed or not.
   *
   * @throws RegistryException when what publishes it cannot tell
   */
  KnownModel findPublished(PublishedModel model) {
    return published.find(model);
  }

  /** A hub's model that is installed, when one of its quantizations is named. */
  private Optional<KnownModel> ofHub(PublishedModel model) {
    if (!(model instanceof PublishedModel.OnHub hub) || hub.wanted().isEmpty()) {
      return Optional.empty();
    }
    try {
      return installed(store.get().show(ModelName.parse(model.toString()))).toOptional();
    } catch (ModelStoreException | IllegalArgumentException e) {
      if (e instanceof ModelStoreException failure
          && failure.kind() == ModelStoreException.Kind.INTERRUPTED) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private KnownModel inFile(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + SafeText.oneLine(text, 80) + "' is no path", e);
    }
    return inFile(path, path.getFileName() == null ? text : path.getFileName().toString());
  }

  private KnownModel inFile(Path path, String label) {
    try (WeightsReader reader = files.open(path)) {
      ModelFacts facts = reader.facts();
      return new KnownModel(
          label, new KnownModel.Origin.File(path, reader.bytesOnDisk()), facts, facts.fileType());
    }
  }

  /**
   * A model that is installed, or else one of the catalogue; or why it is not known from these. No
   * registry is asked.
   */
  public Fact<KnownModel> here(ModelName name) {
    return installedOrCatalogued(name)
        .fold(Fact::known, why -> Fact.unknown("the catalogue does not have it, and " + why));
  }

  private KnownModel byName(ModelName name) {
    return installedOrCatalogued(name).fold((known, source) -> known, why -> inRegistry(name, why));
  }

  /** The model, or why it is not among the installed ones. */
  private Fact<KnownModel> installedOrCatalogued(ModelName name) {
    String why;
    try {
      Fact<KnownModel> installed = installed(store.get().show(name));
      if (installed.isKnown()) {
        return installed;
      }
      why = "it is installed, but its facts cannot be had: " + installed.origin();
    } catch (ModelStoreException e) {
      if (e.kind() == ModelStoreException.Kind.INTERRUPTED) {
        throw e;
      }
      why =
          e.kind() == ModelStoreException.Kind.NOT_FOUND
              ? "it is not installed"
              : "no installed models were looked at (" + e.getMessage() + ")";
    }
    String notInstalled = why;
    return catalogue
        .find(name)
        .map(match -> ofCatalogue(name, match))
        .map(known -> Fact.known(known, known.origin().text()))
        .orElseGet(() -> Fact.unknown(notInstalled));
  }

  private KnownModel inRegistry(ModelName name, String why) {
    try {
      return published.find(new PublishedModel.InRegistry(name));
    } catch (RegistryException e) {
      if (e.kind() == RegistryException.Kind.INTERRUPTED) {
        throw e;
      }
      String there =
          e.kind() == RegistryException.Kind.NOT_FOUND
              ? "its registry does not have it"
              : "its registry did not tell (" + e.getMessage() + ")";
      throw new UnknownModelException(
          "nothing is known of the model '"
              + name.shortForm()
              + "': the catalogue does not have it"
              + suggestion(name)
              + ", "
              + why
              + ", and "
              + there
              + "; check the name, name a path to a GGUF file, or fetch it with 'sirius pull "
              + name.shortForm()
              + "'",
          e);
    }
  }

  /** A model as the catalogue has it. */
  public static KnownModel ofCatalogue(ModelName name, CatalogueMatch match) {
    return new KnownModel(
        name.shortForm(),
        new KnownModel.Origin.Catalogue(match),
        match.entry().facts(),
        Optional.of(match.type()));
  }

  /** An installed model, as Ollama describes it; or why its facts cannot be had. */
  public static Fact<KnownModel> installed(ModelDescription description) {
    return OllamaFacts.of(description)
        .map(
            facts ->
                new KnownModel(
                    description.name().shortForm(),
                    new KnownModel.Origin.Installed(description.name()),
                    facts,
                    type(facts, description)));
  }

  private static Optional<QuantizationType> type(ModelFacts facts, ModelDescription description) {
    return facts.fileType().or(() -> description.quantizationType().toOptional());
  }

  private String suggestion(ModelName name) {
    return Suggestion.nearest(name.model(), catalogue.names())
        .filter(near -> !near.equalsIgnoreCase(name.model()))
        .map(near -> " (did you mean '" + near + "'?)")
        .orElseGet(
            () ->
                catalogue.names().contains(name.model())
                    ? " in the size '" + name.tag() + "'"
                    : "");
  }
}
