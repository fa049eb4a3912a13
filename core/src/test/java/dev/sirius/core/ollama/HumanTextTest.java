package dev.sirius.core.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("figures as Ollama prints them")
class HumanTextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1 KB",
    "1500, 1.5 KB",
    "7379200, 7.4 MB",
    "12999999, 12 MB",
    "4661211808, 4.7 GB",
    "26999999999, 26 GB",
    "1500000000000, 1.5 TB"
  })
  void sizesAre1000BasedAndCutOffFromTenOn(long bytes, String text) {
    assertThat(HumanText.size(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0, 100% CPU",
    "100, 100, 100% GPU",
    "100, 52, 48%/52% CPU/GPU",
    "100, 101, Unknown",
    "0, 0, 100% CPU"
  })
  void processorsAreSharesOfTheMemory(long bytes, long accelerator, String text) {
    assertThat(HumanText.processor(bytes, accelerator)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "999, 999",
    "3700, 4K",
    "3689472, 3.69M",
    "134515008, 134.52M",
    "2000000, 2M",
    "8030261248, 8.0B",
    "7000000000, 7B"
  })
  void countsOfWeightsHaveFewDecimals(long count, String text) {
    assertThat(HumanText.number(count)).isEqualTo(text);
  }
}
