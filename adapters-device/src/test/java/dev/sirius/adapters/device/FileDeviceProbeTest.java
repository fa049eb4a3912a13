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
          "simd": ["AVX2", "FMA"]
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
          {"memory": {"totl": "1GiB"}}              | unknown key 'memory.totl'; did you mean 'total'?
          {"memory": {"colour": "1GiB"}}            | unknown key 'memory.colour'; allowed are total, available, limit
          {"memory": {"total": 8}}                  | memory.total must be a size in quotes with its unit, such as "8GiB", not 8
          {"memory": {"total": null}}               | memory.total must be a size in quotes with its unit, such as "8GiB", not null
          {"memory": {"total": "8"}}                | memory.total: '8' has no unit
          {"memory": {"total": "-8GiB"}}            | memory.total: '-8GiB' is not a size
          {"memory": {"total": "0"}}                | memory.total is 0; more is needed
          {"memory": {"total": "1GiB", "available": "2GiB"}} | memory: available is 2 GiB, more than total, 1 GiB
          {"memory": {"limit": "no"}}               | memory.limit: 'no' is not a size
          {"memory": []}                            | memory must be an object in { }, not a list
          {"processor": {"logicalCores": 0}}        | processor.logicalCores must be a whole number from 1 to 999999, not 0
          {"processor": {"logicalCores": 2.5}}      | processor.logicalCores must be a whole number from 1 to 999999, not 2.5
          {"processor": {"logicalCores": 99999999999999999999}} | processor.logicalCores must be a whole number
          {"processor": {"logicalCores": "8"}}      | processor.logicalCores must be a whole number from 1 to 999999, not "8"
          {"processor": {"logicalCores": 4, "physicalCores": 8}} | processor: physicalCores is 8, more than logicalCores, 4
          {"processor": {"quotaCores": -1}}         | processor.quotaCores must be a number above 0, at most 999999, or "none", not -1
          {"processor": {"quotaCores": 1e999}}      | processor.quotaCores must be a number above 0
          {"processor": {"simd": ["AVX3"]}}         | processor.simd[0]: 'AVX3' is not known; did you mean
          {"processor": {"simd": "AVX2"}}           | processor.simd must be a list in [ ], not "AVX2"
          {"accelerators": {}}                      | accelerators must be a list in [ ], not an object
          {"accelerators": [{"name": "x"}, {"vendor": "AMD"}]} | accelerators[1] has no name
          {"accelerators": [{"name": "x", "vendor": "NVIDA"}]} | accelerators[0].vendor: 'NVIDA' is not known; did you mean 'NVIDIA'?
          {"accelerators": [{"name": "x", "freeMemory": "2GiB", "totalMemory": "1GiB"}]} | accelerators[0]: freeMemory is 2 GiB, more than totalMemory, 1 GiB
          {"accelerators": [{"name": "x", "unifiedMemory": "yes"}]} | accelerators[0].unifiedMemory must be true or false, not "yes"
          {"os": ""}                                | os has 0 characters; 1 to 200 are allowed
          {"os": "a", "os": "b"}                    | Duplicate field
          {"os": "a"} x                             | is not JSON
          {"os": "a"} {}                            | one object is allowed
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
  @DisplayName("is refused with the line of the fault")
  void line() {
    assertThatExceptionOfType(DeviceProbeException.class)
        .isThrownBy(() -> read("{\n  \"memory\": {\n    \"total\": \"8\"\n  }\n}\n"))
        .withMessageContaining("device.json, line 3: memory.total");
  }

  @Test
  @DisplayName("may name its schema, for editors")
  void schema() {
    assertThat(read("{\"$schema\": \"device-file.schema.json\"}").memory().total().isKnown())
        .isFalse();
  }

  @Test
  @DisplayName("is told in the aspects asked for only")
  void aspects() {
    DeviceProfile device = new FileDeviceProbe(file(EVERYTHING)).probe(Set.of(DeviceAspect.MEMORY));

    assertThat(device.memory().total().isKnown()).isTrue();
    assertThat(device.processor().logicalCores()).isEqualTo(Fact.unknown("not asked for"));
  }

  @Test
  @DisplayName("puts nothing but text on a terminal")
  void controlCharacters() {
    assertThat(read("{\"os\": \"a\\u001b[31mb\"}").platform().os().toOptional())
        .contains("a\uFFFD[31mb");
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
  @DisplayName("is refused when it is no text at all, with one line")
  void noText() throws IOException {
    Files.write(directory.resolve("device.json"), new byte[] {'{', (byte) 0xff, 0, 7});

    assertThatExceptionOfType(DeviceProbeException.class)
        .isThrownBy(() -> new FileDeviceProbe(directory.resolve("device.json")).probe(Set.of()))
        .satisfies(e -> assertThat(e).message().contains("is not JSON").doesNotContain("\n"));
  }
}
