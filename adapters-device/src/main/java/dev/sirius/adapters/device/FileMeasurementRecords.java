package dev.sirius.adapters.device;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.plan.speed.DeviceFingerprint;
import dev.sirius.core.plan.speed.port.SpeedRecordsException;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.verify.Measured;
import dev.sirius.core.verify.PlannedAs;
import dev.sirius.core.verify.port.MeasurementRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Keeps measurements of models in a JSON file: an object of devices, each an object of models, the
 * latest last. A file that cannot be read as such counts as empty, since everything in it can be
 * measured again.
 */
public final class FileMeasurementRecords implements MeasurementRecords {

  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_DEVICES = 16;
  private static final int MOST_MODELS = 256;

  private final Path file;

  /** Records in this file, which need not exist. */
  public FileMeasurementRecords(Path file) {
    this.file = file;
  }

  @Override
  public Optional<Measured> find(DeviceFingerprint device, ModelName model) {
    return Optional.ofNullable(read().get(device.text()))
        .map(models -> models.get(model.shortForm()));
  }

  @Override
  public Map<ModelName, Measured> all(DeviceFingerprint device) {
    Map<ModelName, Measured> all = new LinkedHashMap<>();
    Optional.ofNullable(read().get(device.text()))
        .ifPresent(
            models ->
                models.forEach(
                    (name, measured) -> name(name).ifPresent(model -> all.put(model, measured))));
    return all;
  }

  @Override
  public void keep(DeviceFingerprint device, ModelName model, Measured measured) {
    Map<String, Map<String, Measured>> all = read();
    Map<String, Measured> models =
        Optional.ofNullable(all.remove(device.text())).orElseGet(LinkedHashMap::new);
    models.remove(model.shortForm());
    makeRoom(models, MOST_MODELS);
    models.put(model.shortForm(), measured);
    makeRoom(all, MOST_DEVICES);
    all.put(device.text(), models);
    try {
      write(all);
    } catch (IOException e) {
      throw new SpeedRecordsException(
          "the measurement could not be kept in '"
              + file
              + "' ("
              + e.getMessage()
              + "); make the folder writable, or let XDG_CACHE_HOME name another one",
          e);
    }
  }

  private static Optional<ModelName> name(String text) {
    try {
      return Optional.of(ModelName.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void makeRoom(Map<String, ?> map, int most) {
    while (map.size() >= most) {
      map.remove(map.keySet().iterator().next());
    }
  }

  private Map<String, Map<String, Measured>> read() {
    Map<String, Map<String, Measured>> all = new LinkedHashMap<>();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length <= MOST_BYTES) {
        readInto(all, bytes);
      }
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      all.clear();
    }
    return all;
  }

  private static void readInto(Map<String, Map<String, Measured>> all, byte[] bytes)
      throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(bytes)) {
      requireObject(parser.nextToken());
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        Map<String, Measured> models = new LinkedHashMap<>();
        all.put(parser.currentName(), models);
        requireObject(parser.nextToken());
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String model = parser.currentName();
          requireObject(parser.nextToken());
          models.put(model, measured(parser));
        }
      }
    }
  }

  private static void requireObject(JsonToken token) {
    if (token != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("no object");
    }
  }

  private static Measured measured(JsonParser parser) throws IOException {
    Optional<String> quantization = Optional.empty();
    Optional<Integer> context = Optional.empty();
    Optional<ByteSize> memory = Optional.empty();
    Optional<ByteSize> resident = Optional.empty();
    Optional<PlannedAs> planned = Optional.empty();
    OptionalDouble decode = OptionalDouble.empty();
    OptionalDouble prompt = OptionalDouble.empty();
    OptionalDouble load = OptionalDouble.empty();
    Instant at = Instant.EPOCH;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "quantization" -> quantization = Optional.of(parser.getText());
        case "context" -> context = Optional.of(parser.getIntValue());
        case "memoryBytes" -> memory = Optional.of(new ByteSize(parser.getLongValue()));
        case "residentBytes" -> resident = Optional.of(new ByteSize(parser.getLongValue()));
        case "planned" -> planned = planned(parser);
        case "decodeTokensPerSecond" -> decode = OptionalDouble.of(parser.getDoubleValue());
        case "promptTokensPerSecond" -> prompt = OptionalDouble.of(parser.getDoubleValue());
        case "loadSeconds" -> load = OptionalDouble.of(parser.getDoubleValue());
        case "at" -> at = Instant.parse(parser.getText());
        default -> parser.skipChildren();
      }
    }
    return new Measured(quantization, context, memory, resident, planned, decode, prompt, load, at);
  }

  private static Optional<PlannedAs> planned(JsonParser parser) throws IOException {
    requireObject(parser.currentToken());
    String build = "";
    Optional<QuantizationType> type = Optional.empty();
    long needed = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "build" -> build = parser.getText();
        case "type" -> type = QuantizationType.named(parser.getText());
        case "neededBytes" -> needed = parser.getLongValue();
        default -> parser.skipChildren();
      }
    }
    return type.isEmpty()
        ? Optional.empty()
        : Optional.of(new PlannedAs(build, type.get(), new ByteSize(needed)));
  }

  private void write(Map<String, Map<String, Measured>> all) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      for (Map.Entry<String, Map<String, Measured>> device : all.entrySet()) {
        json.writeObjectFieldStart(device.getKey());
        for (Map.Entry<String, Measured> model : device.getValue().entrySet()) {
          json.writeObjectFieldStart(model.getKey());
          write(json, model.getValue());
          json.writeEndObject();
        }
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    WholeFile.replace(file, bytes.toByteArray());
  }

  private static void write(JsonGenerator json, Measured measured) throws IOException {
    if (measured.quantization().isPresent()) {
      json.writeStringField("quantization", measured.quantization().get());
    }
    if (measured.context().isPresent()) {
      json.writeNumberField("context", measured.context().get());
    }
    if (measured.memory().isPresent()) {
      json.writeNumberField("memoryBytes", measured.memory().get().bytes());
    }
    if (measured.resident().isPresent()) {
      json.writeNumberField("residentBytes", measured.resident().get().bytes());
    }
    if (measured.planned().isPresent()) {
      PlannedAs planned = measured.planned().get();
      json.writeObjectFieldStart("planned");
      json.writeStringField("build", planned.build());
      json.writeStringField("type", planned.type().label());
      json.writeNumberField("neededBytes", planned.needed().bytes());
      json.writeEndObject();
    }
    if (measured.decode().isPresent()) {
      json.writeNumberField("decodeTokensPerSecond", measured.decode().getAsDouble());
    }
    if (measured.prompt().isPresent()) {
      json.writeNumberField("promptTokensPerSecond", measured.prompt().getAsDouble());
    }
    if (measured.loadSeconds().isPresent()) {
      json.writeNumberField("loadSeconds", measured.loadSeconds().getAsDouble());
    }
    json.writeStringField("at", measured.at().toString());
  }
}
