package dev.sirius.core.catalogue;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.ModelName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model of Ollama's library in all its sizes: what goes by one name before the tag.
 *
 * @param name the name, with the tag that it stands for when it is written without one; there may
 *     be no entry for that tag, as long as no evidence for it was found
 * @param family what models of one line have in common, such as {@code Llama 3}; the smaller
 *     siblings of a model are found by it
 * @param licence empty when no source for it is known
 * @param popularity empty when no source for it is known
 * @param tagSource where the entries' tags and their sizes were read; empty when they have none
 * @param entries one for each size, at least one
 */
public record LibraryModel(
    ModelName name,
    String family,
    Optional<Licence> licence,
    Optional<Popularity> popularity,
    Optional<Evidence> tagSource,
    List<CatalogueEntry> entries) {

  public LibraryModel {
    requireNonNull(family, "family");
    requireNonNull(licence, "licence");
    requireNonNull(popularity, "popularity");
    requireNonNull(tagSource, "tagSource");
    entries = List.copyOf(entries);
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("model '" + name + "' has no entries; give one or more");
    }
    for (CatalogueEntry entry : entries) {
      if (!owner(name, entry.name())) {
        throw new IllegalArgumentException(
            "entry '" + entry.name() + "' is among those of model '" + name + "'");
      }
    }
    if (entries.stream().map(entry -> entry.name().tag()).distinct().count() < entries.size()) {
      throw new IllegalArgumentException("model '" + name + "' has two entries of one tag");
    }
  }

  /** The name without a tag, as people write it: {@code llama3.1}. */
  public String label() {
    String named = name.shortForm();
    return named.substring(0, named.length() - name.tag().length() - 1);
  }

  /** Whether a name is this model's, whatever its tag. */
  public boolean owns(ModelName other) {
    return owner(name, other);
  }

  /** What a name means; empty when it is another model's, or no entry fits the tag. */
  public Optional<CatalogueMatch> find(ModelName other) {
    if (!owns(other)) {
      return Optional.empty();
    }
    boolean tagless = other.tag().equalsIgnoreCase(ModelName.DEFAULT_TAG);
    return match(entries, tagless ? name.tag() : other.tag());
  }

  private static boolean owner(ModelName name, ModelName other) {
    return other.withTag(name.tag()).sameAs(name);
  }

  /** The longest tag first: {@code 30b-a3b} must not be taken for a variant of {@code 30b}. */
  private static Optional<CatalogueMatch> match(List<CatalogueEntry> entries, String tag) {
    List<CatalogueEntry> byLength = new ArrayList<>(entries);
    byLength.sort((one, other) -> other.name().tag().length() - one.name().tag().length());
    for (CatalogueEntry entry : byLength) {
      Optional<CatalogueMatch> match = entry.match(tag);
      if (match.isPresent()) {
        return match;
      }
    }
    return Optional.empty();
  }
}
