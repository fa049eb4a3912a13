package dev.sirius.adapters.device;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sirius.core.plan.speed.DeviceFingerprint;
import dev.sirius.core.plan.speed.DeviceSpeed;
import dev.sirius.core.plan.speed.port.SpeedRecords;
import dev.sirius.core.plan.speed.port.SpeedRecordsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps measurements in a JSON file: an object of devices, the latest last. A file that cannot be
 * read as such counts as empty, since everything in it can be measured again.
 */
public final class FileSpeedRecords implements SpeedRecords {

  private static final int MOST_BYTES = 64 << 10;
  private static final int MOST_DEVICES = 16;

  private final Path file;

  /** Records in this file, which need not exist. */
  public FileSpeedRecords(Path file) {
    this.file = file;
  }

  @Override
  public Optional<DeviceSpeed> find(DeviceFingerprint device) {
    return Optional.ofNullable(read().get(device.text()));
  }

  @Override
  public void keep(DeviceFingerprint device, DeviceSpeed speed) {
    Map<String, DeviceSpeed> all = read();
    all.remove(device.text());
    while (all.size() >= MOST_DEVICES) {
      all.remove(all.keySet().iterator().next());
    }
    all.put(device.text(), speed);
    try {
      write(all);
    } catch (IOException e) {
      throw new SpeedRecordsException(
          "the measurement could not be kept in '"
              + file
              + "' ("
              + e.getMessage()
              + "); make the folder writable, or measure again when needed",
          e);
    }
  }

  private Map<String, DeviceSpeed> read() {
    Map<String, DeviceSpeed> all = new LinkedHashMap<>();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length <= MOST_BYTES) {
        readInto(all, bytes);
      }
    } catch (IOException | IllegalArgumentException e) {
      all.clear();
    }
    return all;
  }

  private static void readInto(Map<String, DeviceSpeed> all, byte[] bytes) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String device = parser.currentName();
        double reading = 0;
        double arithmetic = 0;
        int threads = 0;
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          throw new IllegalArgumentException("no object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          switch (name) {
            case "bytesPerSecond" -> reading = parser.getDoubleValue();
            case "multiplyAddsPerSecond" -> arithmetic = parser.getDoubleValue();
            case "threads" -> threads = parser.getIntValue();
            default -> parser.skipChildren();
          }
        }
        all.put(device, new DeviceSpeed(reading, arithmetic, threads));
      }
    }
  }

  private void write(Map<String, DeviceSpeed> all) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      for (Map.Entry<String, DeviceSpeed> entry : all.entrySet()) {
        json.writeObjectFieldStart(entry.getKey());
        json.writeNumberField("bytesPerSecond", entry.getValue().bytesPerSecond());
        json.writeNumberField("multiplyAddsPerSecond", entry.getValue().multiplyAddsPerSecond());
        json.writeNumberField("threads", entry.getValue().threads());
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    WholeFile.replace(file, bytes.toByteArray());
  }
}
