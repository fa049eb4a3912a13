package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.sirius.core.device.SimdFeature;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the schema of the device file")
class DeviceFileSchemaTest {

  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(FileDeviceProbe.class.getResourceAsStream("device-file.schema.json"));

  @Test
  @DisplayName("allows what the reader reads")
  void allows() {
    assertThat(SCHEMA.validate(FileDeviceProbeTest.EVERYTHING, InputFormat.JSON)).isEmpty();
    assertThat(SCHEMA.validate("{}", InputFormat.JSON)).isEmpty();
    assertThat(
            SCHEMA.validate(
                "{\"$schema\": \"x\", \"memory\": {\"available\": \"0\", \"limit\": \"none\"}}",
                InputFormat.JSON))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(SimdFeature.class)
  @DisplayName("knows every vector instruction set")
  void simd(SimdFeature feature) {
    String text = "{\"processor\": {\"simd\": [\"" + feature.label() + "\"]}}";

    assertThat(SCHEMA.validate(text, InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"memroy\": {}}",
        "{\"memory\": {\"total\": 8}}",
        "{\"memory\": {\"total\": \"8\"}}",
        "{\"memory\": {\"total\": \"0\"}}",
        "{\"memory\": {\"limit\": \"no\"}}",
        "{\"processor\": {\"simd\": [\"AVX3\"]}}",
        "{\"processor\": {\"quotaCores\": 0}}",
        "{\"processor\": {\"logicalCores\": 0}}",
        "{\"accelerators\": [{\"vendor\": \"AMD\"}]}",
        "[1]"
      })
  @DisplayName("refuses what the reader refuses")
  void refuses(String text) {
    assertThat(SCHEMA.validate(text, InputFormat.JSON)).isNotEmpty();
  }
}
