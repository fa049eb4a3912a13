package dev.sirius.adapters.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.catalogue.CatalogueEntry;
import dev.sirius.core.catalogue.PublishedFigure;
import dev.sirius.core.catalogue.PublishedTag;
import dev.sirius.core.catalogue.Rounded;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.quantization.rules.QuantizationOptions;
import dev.sirius.core.quantization.rules.QuantizedFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The sizes that follow from the catalogue's hyper-parameters, held against those that others
 * published: Ollama's library for its tags, and model cards and catalogues for files elsewhere.
 *
 * <p>A planned size is that of the tensors. A published one holds a tokenizer, too, which takes at
 * most some 90 bytes a token (vocabularies with their merges: Llama 3's takes 61, Gemma 3's 29).
 */
@DisplayName("The planned size of a catalogue model")
class PublishedSizesTest {

  private static final int TOKENIZER_BYTES_PER_TOKEN = 90;
  private static final Set<String> DEVIATING = deviating();

  /** A published size and what it is of. */
  private record Published(String name, QuantizationType type, Rounded size) {}

  static Stream<CatalogueEntry> entries() {
    return new JsonModelCatalogue(Optional.empty())
        .models().stream().flatMap(model -> model.entries().stream());
  }

  @ParameterizedTest
  @MethodSource("entries")
  @DisplayName("agrees with each published one within its rounding, known deviations aside")
  void agrees(CatalogueEntry entry) {
    for (Published published : published(entry)) {
      assertThat(agrees(entry, published))
          .as(
              "%s in %s: planned %d bytes, published %s",
              published.name(),
              published.type(),
              planned(entry, published.type()),
              published.size())
          .isEqualTo(!DEVIATING.contains(published.name()));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  @DisplayName("or the number of weights agrees with one at least")
  void agreesWithOne(CatalogueEntry entry) {
    boolean size = published(entry).stream().anyMatch(published -> agrees(entry, published));
    long parameters = entry.facts().parameterCount();
    boolean count = counts(entry).anyMatch(published -> published.covers(parameters));

    assertThat(size || count).isTrue();
  }

  @ParameterizedTest
  @MethodSource("entries")
  @DisplayName("comes with a number of weights that agrees with each published one")
  void countAgrees(CatalogueEntry entry) {
    long parameters = entry.facts().parameterCount();

    assertThat(counts(entry)).allMatch(published -> published.covers(parameters));
  }

  @Test
  @DisplayName("deviates, where it is known to, by less than a fourth, and only there")
  void deviates() {
    Set<String> left = new HashSet<>(DEVIATING);
    int count = 0;
    for (CatalogueEntry entry : entries().toList()) {
      for (Published published : published(entry)) {
        count++;
        if (left.remove(published.name())) {
          long planned = planned(entry, published.type());
          assertThat((double) planned / published.size().least())
              .as(published.name())
              .isBetween(0.75, 1.25);
        }
      }
    }
    assertThat(left).as("deviations of names that are not published").isEmpty();
    assertThat(count).isGreaterThan(900);
    assertThat(DEVIATING.size()).isLessThan(count / 20);
  }

  @ParameterizedTest
  @MethodSource("entries")
  @DisplayName("is below that of a tag that holds a projector, too")
  void isBelowWithProjector(CatalogueEntry entry) {
    if (entry.hasProjector()) {
      for (PublishedTag tag : entry.tags()) {
        tag.size()
            .ifPresent(
                size ->
                    assertThat(planned(entry, tag.type())).as(tag.tag()).isLessThan(size.most()));
      }
    }
  }

  private static Stream<Rounded> counts(CatalogueEntry entry) {
    return entry.figures().stream()
        .filter(PublishedFigure.ParameterCount.class::isInstance)
        .map(figure -> ((PublishedFigure.ParameterCount) figure).count());
  }

  /** The sizes of files that hold the entry's weights and nothing else. */
  private static List<Published> published(CatalogueEntry entry) {
    List<Published> published = new ArrayList<>();
    if (!entry.hasProjector()) {
      for (PublishedTag tag : entry.tags()) {
        String name = entry.name().withTag(tag.tag()).toString();
        tag.size().ifPresent(size -> published.add(new Published(name, tag.type(), size)));
      }
    }
    for (PublishedFigure figure : entry.figures()) {
      if (figure instanceof PublishedFigure.FileSize file) {
        String name = entry.name() + " of " + file.source().repository();
        published.add(new Published(name, file.type(), file.size()));
      }
    }
    return published;
  }

  private static boolean agrees(CatalogueEntry entry, Published published) {
    long planned = planned(entry, published.type());
    long tokenizer = entry.facts().vocabularySize().orElseThrow() * TOKENIZER_BYTES_PER_TOKEN;
    return planned <= published.size().most() && planned + tokenizer >= published.size().least();
  }

  private static long planned(CatalogueEntry entry, QuantizationType type) {
    if (type == QuantizationType.MXFP4) {
      return entry.facts().tensors().stream().mapToLong(PublishedSizesTest::asReleased).sum();
    }
    return QuantizedFile.of(entry.facts(), type, QuantizationOptions.DEFAULT).tensorSize().bytes();
  }

  /** gpt-oss was released with its experts in MXFP4 and everything else in 16 bits. */
  private static long asReleased(TensorInfo tensor) {
    boolean expert = tensor.name().endsWith("_exps.weight");
    return expert ? tensor.as(TensorType.MXFP4).bytes() : tensor.bytes();
  }

  private static Set<String> deviating() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    PublishedSizesTest.class.getResourceAsStream("deviating-sizes.txt")),
                UTF_8))) {
      Set<String> names = new HashSet<>();
      in.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(names::add);
      return names;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
