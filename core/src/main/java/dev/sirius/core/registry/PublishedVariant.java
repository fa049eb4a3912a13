package dev.sirius.core.registry;

import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A published model as one quantization: one file, or all parts of a split one.
 *
 * @param label what people know it by: the name of its file, of a split one that of the first part
 * @param type the quantization that its name tells; empty when it tells none that is known
 * @param parts its files in order
 */
public record PublishedVariant(
    String label, Optional<QuantizationType> type, List<PublishedFile> parts) {

  public PublishedVariant {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("no file of " + label + "; 1 or more are needed");
    }
  }

  /** Bytes of all parts; empty when one's length is not known. */
  public Optional<ByteSize> size() {
    long sum = 0;
    for (PublishedFile part : parts) {
      if (part.size().isEmpty()) {
        return Optional.empty();
      }
      sum = Math.addExact(sum, part.size().get().bytes());
    }
    return Optional.of(new ByteSize(sum));
  }

  /** The name without the folders before it. */
  public String shortLabel() {
    return label.substring(label.lastIndexOf('/') + 1);
  }

  /**
   * Puts files together to variants, largest first. Split files of which a part is missing are left
   * out. Files whose names are no GGUF file's stand alone.
   */
  public static List<PublishedVariant> of(List<PublishedFile> files) {
    Map<String, List<PublishedFile>> groups = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    Map<String, Optional<QuantizationType>> types = new LinkedHashMap<>();
    for (PublishedFile file : files) {
      Optional<GgufFileName> name = GgufFileName.parse(file.label());
      String first = name.map(one -> one.nameOfPart(1)).orElse(file.label());
      groups.computeIfAbsent(first, key -> new ArrayList<>()).add(file);
      counts.put(first, name.map(GgufFileName::parts).orElse(1));
      types.put(first, name.flatMap(GgufFileName::type));
    }
    List<PublishedVariant> variants = new ArrayList<>();
    groups.forEach(
        (first, parts) -> {
          List<PublishedFile> sorted =
              parts.stream().sorted(Comparator.comparing(PublishedFile::label)).toList();
          if (sorted.size() == counts.getOrDefault(first, 1)) {
            variants.add(
                new PublishedVariant(first, types.getOrDefault(first, Optional.empty()), sorted));
          }
        });
    variants.sort(
        Comparator.comparingLong(
                (PublishedVariant one) -> -one.size().map(ByteSize::bytes).orElse(Long.MAX_VALUE))
            .thenComparing(PublishedVariant::label));
    return List.copyOf(variants);
  }
}
