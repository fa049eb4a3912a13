package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.GgufException;
import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.PlacedTensor;
import dev.sirius.core.gguf.SplitModel;
import dev.sirius.core.gguf.header.HeaderParser;
import dev.sirius.core.gguf.port.ByteSource;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.PublishedModel;
import dev.sirius.core.registry.PublishedVariant;
import dev.sirius.core.registry.port.Registry;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Finds the facts of a published model by the header of one of its files. All its quantizations
 * have the same shape, so that one header is enough: a 16-bit one where there is one, and one file
 * rather than many parts.
 */
final class FindPublished {

  private static final Comparator<PublishedVariant> CHEAPEST_TO_READ =
      Comparator.comparingInt((PublishedVariant one) -> one.parts().size())
          .thenComparing(one -> !one.type().map(QuantizationType::isUnquantized).orElse(false));

  private final Supplier<Registry> registry;

  /**
   * @param registry the registries; made only when one is asked
   */
  FindPublished(Supplier<Registry> registry) {
    this.registry = requireNonNull(registry, "registry");
  }

  /**
   * Finds a model.
   *
   * @throws RegistryException when its registry cannot tell
   * @throws GgufException when its file is no GGUF that can be read
   */
  KnownModel find(PublishedModel model) {
    Registry asked = registry.get();
    List<PublishedVariant> variants = PublishedVariant.of(asked.files(model));
    if (variants.isEmpty()) {
      throw new RegistryException(
          Kind.NOT_FOUND, model + " has no model of which all parts are there; name another one");
    }
    PublishedVariant read = variants.stream().min(CHEAPEST_TO_READ).orElseThrow();
    ModelFacts facts = facts(asked, read);
    return new KnownModel(
        model.toString(),
        new KnownModel.Origin.Published(model, read, variants),
        facts,
        facts.fileType().or(read::type));
  }

  private static ModelFacts facts(Registry registry, PublishedVariant variant) {
    List<GgufHeader> headers = new ArrayList<>();
    for (PublishedFile part : variant.parts()) {
      headers.add(registry.beginning(part, FindPublished::header));
    }
    GgufHeader first = headers.get(0);
    try {
      int parts = SplitModel.parts(first);
      if (parts != headers.size()) {
        throw new GgufException(
            variant.label(),
            first.length(),
            "the metadata",
            "says that there are " + parts + " parts, and " + headers.size() + " are published");
      }
      return SplitModel.facts(headers);
    } catch (MetadataException e) {
      throw new GgufException(
          variant.label(), first.length(), "the metadata", String.valueOf(e.getMessage()));
    }
  }

  /** The header, after whose table the file must be long enough for the data. */
  private static GgufHeader header(ByteSource source) {
    GgufHeader header = HeaderParser.parse(source);
    for (PlacedTensor placed : header.placedTensors()) {
      if (placed.end() > source.length()) {
        throw new GgufException(
            source.name(),
            placed.position(),
            "the data of tensor '" + placed.tensor().name() + "'",
            "end at byte " + placed.end() + ", but the file has " + source.length());
      }
    }
    return header;
  }
}
