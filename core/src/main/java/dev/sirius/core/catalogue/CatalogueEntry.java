package dev.sirius.core.catalogue;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.blueprint.Blueprint;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.QuantizationType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One size of a model in the catalogue, such as {@code llama3.1:8b}.
 *
 * @param name under which Ollama's library has it, with the shortest tag that tells its size
 * @param published the type of the weights that the library has under that name
 * @param hasProjector whether what the library has under its tags holds more than these weights: a
 *     projector for images or sound, whose size is not in {@link #facts}
 * @param blueprint what it is made of
 * @param tags further tags by type; of several variants, those of the one that the name stands for
 * @param evidence the public files that the hyper-parameters were read from; a user's own entry may
 *     have none
 * @param figures what others published of it
 */
public record CatalogueEntry(
    ModelName name,
    QuantizationType published,
    boolean hasProjector,
    Blueprint blueprint,
    List<PublishedTag> tags,
    List<Evidence> evidence,
    List<PublishedFigure> figures) {

  public CatalogueEntry {
    requireNonNull(name, "name");
    requireNonNull(published, "published");
    requireNonNull(blueprint, "blueprint");
    tags = List.copyOf(tags);
    evidence = List.copyOf(evidence);
    figures = List.copyOf(figures);
  }

  /**
   * What it is made of; the tensors are those of an F16 file. Drawn at each call, so keep it.
   *
   * @throws MetadataException when a hyper-parameter is missing or cannot be
   */
  public ModelFacts facts() {
    return blueprint.draw();
  }

  /** The tag under which the library has a type; the name's own comes before others. */
  public Optional<ModelName> published(QuantizationType type) {
    if (type == published) {
      return Optional.of(name);
    }
    return tags.stream()
        .filter(tag -> tag.type() == type)
        .findFirst()
        .map(tag -> name.withTag(tag.tag()));
  }

  /**
   * The type of the weights that a tag of this entry stands for: its own tag, one of those listed,
   * or one that begins with its own and, by the library's custom, ends with a type, as {@code
   * 8b-text-q4_0} does. Empty when the tag is none of these.
   */
  Optional<CatalogueMatch> match(String tag) {
    if (tag.equalsIgnoreCase(name.tag())) {
      return Optional.of(new CatalogueMatch(this, published, true));
    }
    Optional<CatalogueMatch> listed =
        tags.stream()
            .filter(known -> known.tag().equalsIgnoreCase(tag))
            .findFirst()
            .map(known -> new CatalogueMatch(this, known.type(), true));
    return listed.isPresent() ? listed : byCustom(tag);
  }

  private Optional<CatalogueMatch> byCustom(String tag) {
    String own = name.tag().toLowerCase(Locale.ROOT) + "-";
    if (!tag.toLowerCase(Locale.ROOT).startsWith(own)) {
      return Optional.empty();
    }
    String suffix = tag.substring(tag.lastIndexOf('-') + 1);
    return QuantizationType.named(suffix).map(type -> new CatalogueMatch(this, type, false));
  }
}
