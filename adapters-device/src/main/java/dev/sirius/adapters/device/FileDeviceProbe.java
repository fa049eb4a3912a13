package dev.sirius.adapters.device;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.device.port.DeviceProbeException;
import dev.sirius.core.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Tells what a device file says. The file is JSON; {@code device-file.schema.json} beside this
 * class describes it. Whatever it does not say is unknown.
 */
public final class FileDeviceProbe implements DeviceProbe {

  private static final int LARGEST = 1 << 20;

  private final Path file;
  private final String name;

  /**
   * @param file the device file; read each time that the probe is asked
   */
  public FileDeviceProbe(Path file) {
    this.file = requireNonNull(file, "file");
    this.name = SafeText.oneLine(file.toString(), 300);
  }

  /**
   * {@inheritDoc}
   *
   * @throws DeviceProbeException when the file cannot be read, is larger than 1 MiB, is no JSON
   *     object, or has an unknown key, a key twice, or a value of a wrong type or out of range
   */
  @Override
  public DeviceProfile probe(Set<DeviceAspect> aspects) {
    byte[] text = text();
    JsonFactory factory =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = factory.createParser(text)) {
      return new DeviceFileReader(parser, name).read().only(aspects);
    } catch (JsonProcessingException e) {
      throw new DeviceProbeException(
          "the device file "
              + name
              + " is not JSON: line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ": "
              + SafeText.oneLine(e.getOriginalMessage(), 200),
          e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private byte[] text() {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] text = in.readNBytes(LARGEST + 1);
      if (text.length > LARGEST) {
        throw new DeviceProbeException(
            "the device file " + name + " is larger than 1 MiB; that is no device file");
      }
      return text;
    } catch (NoSuchFileException e) {
      throw new DeviceProbeException("there is no device file " + name + "; check --device", e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private DeviceProbeException unreadable(IOException e) {
    return new DeviceProbeException(
        "the device file "
            + name
            + " cannot be read: "
            + (e instanceof AccessDeniedException ? "no permission" : e.getMessage()),
        e);
  }
}
