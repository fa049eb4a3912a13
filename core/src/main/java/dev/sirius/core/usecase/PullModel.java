package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelPart;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.PartsShelf;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.plan.Fit;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.PublishedImage;
import dev.sirius.core.registry.PublishedModel;
import dev.sirius.core.registry.PublishedVariant;
import dev.sirius.core.registry.port.Downloads;
import dev.sirius.core.registry.port.Registry;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import dev.sirius.core.size.ByteSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Downloads a published model: through Ollama, which does it itself, or into a store that takes
 * parts. Of a hub's repository of which no quantization was named, it takes the one that the plan
 * for this device takes.
 */
public final class PullModel {

  private static final String WEIGHTS = "application/vnd.ollama.image.model";

  private final Supplier<ModelStore> store;
  private final Supplier<Optional<PartsShelf>> shelf;
  private final Supplier<Registry> registry;
  private final Supplier<Downloads> downloads;
  private final FindModel find;
  private final PlanKnownModel planner;
  private final boolean offline;

  /**
   * @param store the models that are installed
   * @param shelf the same store, when it takes parts; empty when Ollama itself is to download
   * @param registry tells what is published
   * @param downloads fetches it
   * @param find finds what a repository publishes
   * @param planner chooses among it
   * @param offline whether nothing may be downloaded
   */
  public PullModel(
      Supplier<ModelStore> store,
      Supplier<Optional<PartsShelf>> shelf,
      Supplier<Registry> registry,
      Supplier<Downloads> downloads,
      FindModel find,
      PlanKnownModel planner,
      boolean offline) {
    this.store = requireNonNull(store, "store");
    this.shelf = requireNonNull(shelf, "shelf");
    this.registry = requireNonNull(registry, "registry");
    this.downloads = requireNonNull(downloads, "downloads");
    this.find = requireNonNull(find, "find");
    this.planner = requireNonNull(planner, "planner");
    this.offline = offline;
  }

  /**
   * Downloads a model.
   *
   * @param environment the Ollama server's environment, by which a quantization is chosen
   * @param progress is told each step
   * @return the name under which it is installed
   * @throws RegistryException when what publishes it cannot tell, or the download fails
   * @throws dev.sirius.core.model.port.ModelStoreException when the store fails
   * @throws IllegalArgumentException when it cannot be pulled under a name
   */
  public ModelName pull(
      PublishedModel model, Map<String, String> environment, Consumer<Progress> progress) {
    if (model instanceof PublishedModel.AtAddress) {
      throw new IllegalArgumentException(
          model
              + " is a file without a model's name; download it, then 'sirius quantize' and"
              + " 'sirius plan' take its path");
    }
    if (offline) {
      throw new RegistryException(
          Kind.UNREACHABLE,
          "offline, so " + model + " was not downloaded; run it without --offline");
    }
    if (model instanceof PublishedModel.OnHub hub) {
      return ofHub(hub, environment, progress);
    }
    ModelName name = ((PublishedModel.InRegistry) model).name();
    Optional<PartsShelf> parts = shelf.get();
    if (parts.isEmpty()) {
      store.get().pull(name, progress);
    } else {
      image(name, parts.get(), progress);
    }
    return name;
  }

  private void image(ModelName name, PartsShelf parts, Consumer<Progress> progress) {
    progress.accept(Progress.of("pulling manifest"));
    PublishedImage image = registry.get().image(name);
    List<ModelPart> layers = new ArrayList<>();
    for (PublishedImage.Layer layer : image.layers()) {
      fetch(layer.part(), layer.file(), parts, progress);
      layers.add(layer.part());
    }
    fetch(image.configuration().part(), image.configuration().file(), parts, progress);
    progress.accept(Progress.of("writing manifest"));
    parts.assemble(name, image.configuration().part(), layers);
    progress.accept(Progress.of("success"));
  }

  private Path fetch(
      ModelPart part, PublishedFile file, PartsShelf parts, Consumer<Progress> progress) {
    Optional<Path> there = parts.find(part);
    if (there.isPresent()) {
      return there.get();
    }
    Path place = parts.place(part);
    downloads.get().download(file, place, progress);
    return place;
  }

  private ModelName ofHub(
      PublishedModel.OnHub hub, Map<String, String> environment, Consumer<Progress> progress) {
    Optional<PartsShelf> parts = shelf.get();
    if (parts.isEmpty() && hub.wanted().isPresent()) {
      ModelName name = name(hub, hub.wanted().get());
      store.get().pull(name, progress);
      return name;
    }
    progress.accept(Progress.of("choosing a quantization"));
    PublishedVariant variant = choose(hub, environment);
    ModelName name =
        name(
            hub,
            hub.wanted()
                .or(() -> variant.type().map(QuantizationType::label))
                .orElseGet(variant::shortLabel));
    if (parts.isEmpty()) {
      store.get().pull(name, progress);
    } else {
      file(variant, name, parts.get(), progress);
    }
    return name;
  }

  private static ModelName name(PublishedModel.OnHub hub, String tag) {
    return new ModelName(hub.host(), hub.user(), hub.repository(), tag);
  }

  /** The quantization that a plan for this device takes. */
  private PublishedVariant choose(PublishedModel.OnHub hub, Map<String, String> environment) {
    KnownModel known = find.findPublished(hub);
    KnownModel.Origin.Published published = (KnownModel.Origin.Published) known.origin();
    if (published.variants().size() == 1) {
      return published.variants().get(0);
    }
    List<QuantizationType> types =
        known.publishedTypes().isEmpty() ? PlanKnownModel.types() : known.publishedTypes();
    Plan plan = planner.plan(known, planner.device(), PlanOrder.of(types).in(environment));
    return PublishedOffer.of(published.variants(), plan, plan.choice().type()).stream()
        .filter(offer -> offer.best() && offer.fit() != Fit.NOWHERE)
        .findFirst()
        .map(PublishedOffer::variant)
        .orElseThrow(
            () ->
                new UnknownModelException(
                    "nothing of "
                        + hub
                        + " fits this device; 'sirius plan "
                        + hub
                        + "' shows what is missing, and a quantization can be named"));
  }

  /** Downloads a file of weights and makes a model of it. */
  private void file(
      PublishedVariant variant, ModelName name, PartsShelf parts, Consumer<Progress> progress) {
    if (variant.parts().size() > 1) {
      throw new IllegalArgumentException(
          variant.shortLabel()
              + " is one of "
              + variant.parts().size()
              + " parts, and Ollama takes whole files only; name a quantization that is in one"
              + " file");
    }
    PublishedFile file = variant.parts().get(0);
    if (file.digest().isEmpty() || file.size().isEmpty()) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER,
          "the hub does not tell the digest of "
              + file.label()
              + ", so that it cannot be checked; download it by other means");
    }
    ModelPart part =
        new ModelPart(WEIGHTS, file.digest().get(), file.size().map(ByteSize::bytes).orElseThrow());
    Path path = fetch(part, file, parts, progress);
    store
        .get()
        .create(
            new CreateRequest(name, Modelfile.from(path.toString()), Optional.empty()), progress);
  }
}
