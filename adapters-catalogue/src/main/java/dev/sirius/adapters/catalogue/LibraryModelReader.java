package dev.sirius.adapters.catalogue;

import com.fasterxml.jackson.core.JsonToken;
import dev.sirius.core.blueprint.Blueprint;
import dev.sirius.core.blueprint.Trait;
import dev.sirius.core.catalogue.CatalogueEntry;
import dev.sirius.core.catalogue.Evidence;
import dev.sirius.core.catalogue.LibraryModel;
import dev.sirius.core.catalogue.Licence;
import dev.sirius.core.catalogue.Popularity;
import dev.sirius.core.catalogue.PublishedFigure;
import dev.sirius.core.catalogue.PublishedTag;
import dev.sirius.core.catalogue.Rounded;
import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.text.SafeText;
import dev.sirius.core.text.Suggestion;
import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a model of the catalogue in all its sizes. The form is that of the schema beside the data
 * files; sources come before what refers to them.
 */
final class LibraryModelReader {

  private static final long U32_MAX = 0xFFFF_FFFFL;

  private final JsonReader json;
  private final boolean embedded;
  private final Map<String, Evidence> sources = new HashMap<>();

  /**
   * @param json stands on the model's object
   * @param embedded whether it is one of the program's own: its entries must have evidence; that
   *     their tensors can be drawn was tested when the program was built and is not tried here
   */
  LibraryModelReader(JsonReader json, boolean embedded) {
    this.json = json;
    this.embedded = embedded;
  }

  LibraryModel read() throws IOException {
    Model model = new Model();
    json.object(
        "a model",
        List.of(
            "model", "family", "defaultTag", "sources", "licence", "pulls", "tagsFrom", "entries"),
        key -> {
          switch (key) {
            case "model" -> model.label = json.text(key);
            case "family" -> model.family = json.text(key);
            case "licence" -> model.licence = licence();
            case "defaultTag" -> model.defaultTag = json.text(key);
            case "sources" -> json.entries(key, id -> sources.put(id, evidence()));
            case "pulls" -> model.popularity = popularity();
            case "tagsFrom" -> model.tagSource = source();
            default -> {
              String label = needed(model.label, "model");
              json.list(key, () -> model.entries.add(entry(label)));
            }
          }
        });
    String label = needed(model.label, "model");
    String family = needed(model.family, "family");
    String defaultTag = needed(model.defaultTag, "defaultTag");
    return built(
        () ->
            new LibraryModel(
                ModelName.parse(label + ":" + defaultTag),
                family,
                Optional.ofNullable(model.licence),
                Optional.ofNullable(model.popularity),
                Optional.ofNullable(model.tagSource),
                model.entries));
  }

  /** A model while it is read. */
  private static final class Model {
    private @Nullable String label;
    private @Nullable String family;
    private @Nullable Licence licence;
    private @Nullable String defaultTag;
    private @Nullable Popularity popularity;
    private @Nullable Evidence tagSource;
    private final List<CatalogueEntry> entries = new ArrayList<>();
  }

  /** An entry while it is read. */
  private static final class Entry {
    private @Nullable String tag;
    private @Nullable QuantizationType published;
    private boolean projector;
    private @Nullable String architecture;
    private Map<String, GgufValue> hyperParameters = new LinkedHashMap<>();
    private Set<Trait> traits = Set.of();
    private final List<PublishedTag> tags = new ArrayList<>();
    private final List<Evidence> evidence = new ArrayList<>();
    private final List<PublishedFigure> figures = new ArrayList<>();
  }

  private CatalogueEntry entry(String label) throws IOException {
    Entry entry = new Entry();
    json.object(
        "an entry",
        List.of(
            "tag",
            "type",
            "projector",
            "architecture",
            "hyperParameters",
            "traits",
            "tags",
            "evidence",
            "figures"),
        key -> {
          switch (key) {
            case "tag" -> entry.tag = json.text(key);
            case "type" -> entry.published = type();
            case "projector" -> entry.projector = json.flag(key);
            case "architecture" -> entry.architecture = json.text(key);
            case "hyperParameters" -> {
              String architecture = needed(entry.architecture, "architecture");
              entry.hyperParameters = hyperParameters(architecture);
            }
            case "traits" -> entry.traits = traits();
            case "tags" -> json.list(key, () -> entry.tags.add(publishedTag()));
            case "evidence" -> json.list(key, () -> entry.evidence.add(source()));
            default -> json.list(key, () -> entry.figures.add(figure()));
          }
        });
    String name = label + ":" + needed(entry.tag, "tag");
    String architecture = needed(entry.architecture, "architecture");
    QuantizationType published = needed(entry.published, "type");
    if (embedded && entry.evidence.isEmpty()) {
      throw json.error(name + " has no evidence");
    }
    return built(
        () -> {
          CatalogueEntry read =
              new CatalogueEntry(
                  ModelName.parse(name),
                  published,
                  entry.projector,
                  blueprint(name, architecture, entry),
                  entry.tags,
                  entry.evidence,
                  entry.figures);
          if (!embedded) {
            var unused = read.facts();
          }
          return read;
        });
  }

  private static Blueprint blueprint(String name, String architecture, Entry entry) {
    Map<String, GgufValue> metadata = new LinkedHashMap<>();
    metadata.put(GgufKeys.ARCHITECTURE, GgufValue.Text.of(architecture));
    metadata.put("general.name", GgufValue.Text.of(name));
    metadata.put(GgufKeys.FILE_TYPE, GgufValue.Whole.uint32(QuantizationType.F16.fileType()));
    metadata.putAll(entry.hyperParameters);
    return new Blueprint(architecture, new Metadata(metadata), entry.traits);
  }

  /** Key-values as a file has them; keys without the prefix that the architecture gives them. */
  private Map<String, GgufValue> hyperParameters(String architecture) throws IOException {
    Map<String, GgufValue> values = new LinkedHashMap<>();
    json.entries(
        "hyperParameters",
        key ->
            values.put(key.startsWith("tokenizer.") ? key : architecture + "." + key, value(key)));
    return values;
  }

  private GgufValue value(String key) throws IOException {
    return switch (json.token()) {
      case VALUE_STRING -> GgufValue.Text.of(json.text(key));
      case VALUE_TRUE, VALUE_FALSE -> new GgufValue.Flag(json.flag(key));
      case VALUE_NUMBER_FLOAT -> new GgufValue.Float32((float) json.real(key));
      case START_ARRAY -> perBlock(key);
      default -> {
        long whole = json.whole(key);
        yield whole <= U32_MAX
            ? GgufValue.Whole.uint32(whole)
            : new GgufValue.Whole(ValueType.UINT64, whole);
      }
    };
  }

  /** A list of whole numbers or of truth values, one for each block. */
  private GgufValue perBlock(String key) throws IOException {
    List<GgufValue> values = new ArrayList<>();
    json.list(
        key,
        () ->
            values.add(
                json.token() == JsonToken.VALUE_NUMBER_INT
                    ? GgufValue.Whole.uint32(json.whole(key))
                    : new GgufValue.Flag(json.flag(key))));
    ValueType type = values.isEmpty() ? ValueType.UINT32 : values.get(0).type();
    return built(() -> new GgufValue.Elements(type, values));
  }

  private Set<Trait> traits() throws IOException {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    for (String word : json.texts("traits")) {
      traits.add(
          Trait.named(word)
              .orElseThrow(
                  () ->
                      unknown(
                          "trait", word, Arrays.stream(Trait.values()).map(Trait::key).toList())));
    }
    return traits;
  }

  private QuantizationType type() throws IOException {
    String word = json.text("type");
    return QuantizationType.named(word)
        .orElseThrow(
            () ->
                unknown(
                    "type",
                    word,
                    Arrays.stream(QuantizationType.values())
                        .map(QuantizationType::label)
                        .toList()));
  }

  private RuntimeException unknown(String what, String word, List<String> known) {
    return json.error(
        what
            + " '"
            + SafeText.oneLine(word, 60)
            + "' is not known"
            + Suggestion.nearest(word, known)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("; one of " + String.join(", ", known) + " is allowed"));
  }

  private PublishedTag publishedTag() throws IOException {
    Map<String, String> values = new HashMap<>();
    json.object("a tag", List.of("tag", "type", "size"), key -> values.put(key, json.text(key)));
    String tag = needed(values.get("tag"), "tag");
    String type = needed(values.get("type"), "type");
    return built(
        () ->
            new PublishedTag(
                tag,
                QuantizationType.named(type)
                    .orElseThrow(
                        () -> new IllegalArgumentException("type '" + type + "' is not known")),
                Optional.ofNullable(values.get("size")).map(Rounded::size)));
  }

  private PublishedFigure figure() throws IOException {
    Map<String, String> values = new HashMap<>();
    json.object(
        "a figure",
        List.of("type", "size", "parameters", "source"),
        key -> values.put(key, json.text(key)));
    Evidence source = source(needed(values.get("source"), "source"));
    String parameters = values.get("parameters");
    if (parameters != null) {
      return built(() -> new PublishedFigure.ParameterCount(Rounded.count(parameters), source));
    }
    String type = needed(values.get("type"), "type");
    String size = needed(values.get("size"), "size");
    return built(
        () ->
            new PublishedFigure.FileSize(
                QuantizationType.named(type)
                    .orElseThrow(
                        () -> new IllegalArgumentException("type '" + type + "' is not known")),
                Rounded.size(size),
                source));
  }

  private Licence licence() throws IOException {
    Map<String, String> values = new HashMap<>();
    json.object("licence", List.of("name", "source"), key -> values.put(key, json.text(key)));
    String name = needed(values.get("name"), "name");
    Optional<Evidence> source = Optional.ofNullable(values.get("source")).map(this::source);
    if (embedded && source.isEmpty()) {
      throw json.error("the licence has no source");
    }
    return built(() -> new Licence(name, source));
  }

  private Popularity popularity() throws IOException {
    Map<String, String> texts = new HashMap<>();
    long[] count = {0};
    json.object(
        "pulls",
        List.of("count", "seen", "source"),
        key -> {
          if (key.equals("count")) {
            count[0] = json.whole(key);
          } else {
            texts.put(key, json.text(key));
          }
        });
    Evidence source = source(needed(texts.get("source"), "source"));
    String seen = needed(texts.get("seen"), "seen");
    return built(() -> new Popularity(count[0], LocalDate.parse(seen), source));
  }

  private Evidence evidence() throws IOException {
    Map<String, String> values = new HashMap<>();
    json.object(
        "a source",
        List.of("repository", "path", "commit", "read"),
        key -> values.put(key, json.text(key)));
    String repository = needed(values.get("repository"), "repository");
    String path = needed(values.get("path"), "path");
    String commit = needed(values.get("commit"), "commit");
    String read = needed(values.get("read"), "read");
    return built(() -> new Evidence(repository, path, commit, read));
  }

  private Evidence source() throws IOException {
    return source(json.text("source"));
  }

  private Evidence source(String id) {
    Evidence source = sources.get(id);
    if (source == null) {
      throw unknown("source", id, List.copyOf(sources.keySet()));
    }
    return source;
  }

  private <T> T needed(@Nullable T value, String key) {
    if (value == null) {
      throw json.error("'" + key + "' is missing before this");
    }
    return value;
  }

  /** Makes something that checks itself; what it refuses is told with its place in the file. */
  private interface Making<T> {
    T make();
  }

  private <T> T built(Making<T> making) {
    try {
      return making.make();
    } catch (IllegalArgumentException
        | ArithmeticException
        | DateTimeParseException
        | MetadataException e) {
      throw json.error(e);
    }
  }
}
