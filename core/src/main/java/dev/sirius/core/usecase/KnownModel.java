package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.catalogue.CatalogueMatch;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.registry.PublishedModel;
import dev.sirius.core.registry.PublishedVariant;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model whose facts are known.
 *
 * @param label what to call it
 * @param origin where the facts are from
 * @param facts what it is made of
 * @param type the type of its weights as they are; for one of the catalogue, that which its name
 *     stands for; empty when that is not told or mixed
 */
public record KnownModel(
    String label, Origin origin, ModelFacts facts, Optional<QuantizationType> type) {

  public KnownModel {
    requireNonNull(label, "label");
    requireNonNull(origin, "origin");
    requireNonNull(facts, "facts");
    requireNonNull(type, "type");
  }

  /** Where a model's facts are from. */
  public sealed interface Origin {

    /** One word for programs. */
    String code();

    /** In words for people. */
    String text();

    /**
     * A GGUF file of this machine.
     *
     * @param path the file, or one of its parts
     * @param bytes bytes of all its parts
     */
    record File(Path path, long bytes) implements Origin {
      @Override
      public String code() {
        return "file";
      }

      @Override
      public String text() {
        return "from the file itself";
      }
    }

    /** A model that Ollama has. */
    record Installed(ModelName name) implements Origin {
      @Override
      public String code() {
        return "installed";
      }

      @Override
      public String text() {
        return "from the installed model";
      }
    }

    /**
     * A model that is published, of which a header was read.
     *
     * @param model as it was named
     * @param read the quantization whose header was read
     * @param variants all its quantizations, or those that were named; largest first
     */
    record Published(PublishedModel model, PublishedVariant read, List<PublishedVariant> variants)
        implements Origin {
      public Published {
        requireNonNull(model, "model");
        requireNonNull(read, "read");
        variants = List.copyOf(variants);
      }

      @Override
      public String code() {
        return "registry";
      }

      @Override
      public String text() {
        return "from its published header";
      }
    }

    /** A model of the catalogue, which need not be installed. */
    record Catalogue(CatalogueMatch match) implements Origin {
      @Override
      public String code() {
        return "catalogue";
      }

      @Override
      public String text() {
        return "from the catalogue";
      }
    }
  }

  /** The types that it is published in, where there are several quantizations; else none. */
  public List<QuantizationType> publishedTypes() {
    return origin instanceof Origin.Published published && published.variants().size() > 1
        ? published.variants().stream()
            .flatMap(variant -> variant.type().stream())
            .distinct()
            .sorted()
            .toList()
        : List.of();
  }

  /** The name under which Ollama's library has a type of it; empty when that is not known. */
  public Optional<ModelName> published(QuantizationType wanted) {
    return origin instanceof Origin.Catalogue catalogue
        ? catalogue.match().entry().published(wanted)
        : Optional.empty();
  }
}
