package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.Limit;
import dev.sirius.core.device.SimdFeature;
import dev.sirius.core.device.port.DeviceProbeException;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("a device file")
class FileDeviceProbeTest {

  static final String EVERYTHING =
      """
      {
        "memory": { "total": "16GiB", "available": "9.5GiB", "limit": "12GiB" },
        "processor": {
          "name": "Some CPU",
          "logicalCores": 8,
          "physicalCores": 4,
          "quotaCores": 2.5,
          "simd": ["AVX2", "fma"]
        },
        "accelerators": [
          { "name": "Some GPU", "vendor": "NVIDIA", "totalMemory": "8GiB", "unifiedMemory": false }
        ],
        "os": "Debian GNU/Linux 12",
        "architecture": "x86-64"
      }
      """;

  @TempDir Path directory;

  private Path file(String text) {
    try {
      return Files.writeString(directory.resolve("device.json"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DeviceProfile read(String text) {
    return new FileDeviceProbe(file(text)).probe(EnumSet.allOf(DeviceAspect.class));
  }

  @Test
  @DisplayName("can say everything that is known of a device")
  void everything() {
    DeviceProfile device = read(EVERYTHING);

    assertThat(device.memory().total().toOptional()).contains(ByteSize.ofGiB(16));
    assertThat(device.memory().available().toOptional()).contains(ByteSize.parse("9.5GiB"));
    assertThat(device.memory().limit().toOptional()).contains(Limit.atMost(ByteSize.ofGiB(12)));
    assertThat(device.processor().logicalCores().toOptional()).contains(8);
    assertThat(device.processor().physicalCores().toOptional()).contains(4);
    assertThat(device.processor().quota().toOptional()).contains(Limit.atMost(2.5));
    assertThat(device.processor().simd().toOptional())
        .contains(Set.of(SimdFeature.AVX2, SimdFeature.FMA));
    Accelerator card = device.accelerators().toOptional().orElseThrow().get(0);
    assertThat(card.freeMemory().toOptional()).contains(ByteSize.ofGiB(8));
    assertThat(device.platform().architecture().toOptional()).contains("x86-64");
    assertThat(device.memory().total().origin()).endsWith("device.json");
  }

  @Test
  @DisplayName("leaves unknown what it does not say")
  void gaps() {
    DeviceProfile device = read("{\"memory\": {\"total\": \"2GiB\", \"limit\": \"none\"}}");

    assertThat(device.memory().limit().toOptional()).contains(Limit.none());
    assertThat(device.memory().available()).isEqualTo(Fact.unknown("the device file does not say"));
    assertThat(device.accelerators().isKnown()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"memroy": {}}                            | unknown key 'memroy'; did you mean 'memory'?
          {"memory": {"totl": "1GiB"}}              | unknown key 'memory.totl'; did you mean 'memory.total'?
          {"memory": {"total": 8}}                  | memory.total must be a size in quotes
          {"memory": {"total": "8"}}                | memory.total: '8' has no unit
          {"memory": {"total": "-8GiB"}}            | memory.total: '-8GiB' is not a size
          {"memory": []}                            | memory must be an object
          {"processor": {"logicalCores": 0}}        | processor.logicalCores is '0'
          {"processor": {"logicalCores": 2.5}}      | processor.logicalCores is '2.5'
          {"processor": {"quotaCores": -1}}         | processor.quotaCores is '-1'
          {"processor": {"simd": ["AVX3"]}}         | processor.simd: 'AVX3' is not known; did you mean
          {"accelerators": {}}                      | accelerators must be a list
          {"accelerators": [{"vendor": "AMD"}]}     | accelerators.name must be a text
          {"accelerators": [{"name": "x", "vendor": "NVIDA"}]} | did you mean 'NVIDIA'?
          {"os": ""}                                | os must be a text
          {"os": "a", "os": "b"}                    | Duplicate field
          {"os": "a"} x                             | is not JSON
          [1]                                       | does not hold a JSON object
          {"os"                                     | is not JSON
          """)
  @DisplayName("is refused with the key and what is allowed")
  void refused(String text, String words) {
    assertThatExceptionOfType(DeviceProbeException.class)
        .isThrownBy(() -> read(text))
        .satisfies(
            e -> assertThat(e).message().contains("device.json", words).doesNotContain("\n"));
  }

  @Test
  @DisplayName("is refused when it is not there, or too large to be one")
  void unreadable() {
    Path missing = directory.resolve("none.json");
    assertThatExceptionOfType(DeviceProbeException.class)
        .isThrownBy(() -> new FileDeviceProbe(missing).probe(Set.of()))
        .withMessageContaining("there is no device file");
    assertThatExceptionOfType(DeviceProbeException.class)
        .isThrownBy(() -> read(" ".repeat(2 << 20)))
        .withMessageContaining("larger than 1 MiB");
    assertThatExceptionOfType(DeviceProbeException.class)
        .isThrownBy(() -> new FileDeviceProbe(directory).probe(Set.of()))
        .withMessageContaining("cannot be read");
  }

  @Test
  @DisplayName("counts above the machine, value by value")
  void aboveTheMachine() {
    LayeredDeviceProbe probe =
        new LayeredDeviceProbe(
            List.of(
                new StatedDeviceProbe(
                    Fact.known(ByteSize.ofGiB(4), "--memory"),
                    Fact.unknown("not stated"),
                    Fact.unknown("not stated")),
                new FileDeviceProbe(file(EVERYTHING)),
                new OshiDeviceProbe()));

    DeviceProfile device = probe.probe(EnumSet.allOf(DeviceAspect.class));

    assertThat(device.memory().total()).isEqualTo(Fact.known(ByteSize.ofGiB(4), "--memory"));
    assertThat(device.processor().logicalCores().toOptional()).contains(8);
    assertThat(device.platform().os().toOptional()).contains("Debian GNU/Linux 12");
  }
}
