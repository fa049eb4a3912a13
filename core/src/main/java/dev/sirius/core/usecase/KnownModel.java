package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.catalogue.CatalogueMatch;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.QuantizationType;
import java.nio.file.Path;
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

  /** The name under which Ollama's library has a type of it; empty when that is not known. */
  public Optional<ModelName> published(QuantizationType wanted) {
    return origin instanceof Origin.Catalogue catalogue
        ? catalogue.match().entry().published(wanted)
        : Optional.empty();
  }
}
