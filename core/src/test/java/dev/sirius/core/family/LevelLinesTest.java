package dev.sirius.core.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.family.LevelRecord.NestedLevel;
import dev.sirius.core.policy.TierThresholds;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LevelLinesTest {

  private static final LevelRecord HIGH =
      LevelRecord.of(
          QuantizationType.F16,
          new NestedLevels(TierThresholds.ORIGINAL).below(QuantizationType.F16));

  @Nested
  @DisplayName("the lines that Sirius writes")
  class Written {

    @Test
    void areReadBackAsTheyWereMeant() {
      SplittableRandom random = new SplittableRandom(3);
      for (int i = 0; i < 500; i++) {
        List<NestedLevel> nested = new ArrayList<>();
        for (Level level : Level.values()) {
          if (random.nextBoolean()) {
            nested.add(
                new NestedLevel(
                    level.type().label(),
                    random.nextInt(1 << 20) + "MiB,ctx=" + random.nextInt(1 << 17)));
          }
        }
        LevelRecord levels = new LevelRecord("Q8_0", nested);
        assertThat(LevelLines.findAll(LevelLines.render(levels)))
            .as("seed 3, case %d", i)
            .contains(levels);
      }
    }

    @Test
    void giveEveryNestedLevelARowOfPlainOllamaShow() {
      String secondLine = LevelLines.render(HIGH).lines().toList().get(1);

      assertThat(secondLine.split(" (?=QUANTIZE_NEST)"))
          .hasSize(3)
          .allSatisfy(entry -> assertThat(entry).hasSize(100));
    }

    @Test
    void satisfyTheOriginalsThreeChecks() {
      String text = LevelLines.render(HIGH);

      assertThat(text).contains("QUANTIZE_NEST");
      Matcher primary = Pattern.compile("QUANTIZE\\s+(\\w+)").matcher(text);
      assertThat(primary.find()).isTrue();
      assertThat(primary.group(1)).isEqualTo("F16");
      Matcher nested =
          Pattern.compile("QUANTIZE_NEST\\s+(\\w+)\\s+THRESHOLD\\s+(.+)").matcher(text);
      List<String> found = new ArrayList<>();
      while (nested.find()) {
        found.add(nested.group(1) + " " + nested.group(2));
      }
      assertThat(found)
          .contains("Q8_0 4096MiB,cores=4", "Q4_K_M 2048MiB,cores=1", "Q2_K 0MiB,cores=1");
    }

    @Test
    void needNoFillingForOneNestedLevel() {
      LevelRecord levels =
          LevelRecord.of(
              QuantizationType.Q4_K_M,
              new NestedLevels(TierThresholds.ORIGINAL).below(QuantizationType.Q4_K_M));

      assertThat(LevelLines.render(levels))
          .isEqualTo("QUANTIZE Q4_K_M\nQUANTIZE_NEST Q2_K THRESHOLD 0MiB,cores=1");
    }
  }

  @Nested
  @DisplayName("lines of others")
  class Foreign {

    @Test
    void areFoundAnywhereInAText() {
      String text =
          "  License\n    Some licence.\n    QUANTIZE q8_0\n"
              + "    QUANTIZE_NEST q4_K_M THRESHOLD memory < 4 GB and cores < 4   \n"
              + "    QUANTIZE_NEST q2_K THRESHOLD anything less\n";

      assertThat(LevelLines.findAll(text))
          .contains(
              new LevelRecord(
                  "q8_0",
                  List.of(
                      new NestedLevel("q4_K_M", "memory < 4 GB and cores < 4"),
                      new NestedLevel("q2_K", "anything less"))));
    }

    @Test
    void areNoneInATextWithoutThem() {
      assertThat(LevelLines.findAll("MIT License\nNo QUANTIZER here, nor UNQUANTIZE Q8_0"))
          .isEmpty();
    }
  }

  @Test
  @DisplayName("the levels below a type are those that hold less than it")
  void levelsBelow() {
    NestedLevels levels = new NestedLevels(TierThresholds.ORIGINAL);

    assertThat(levels.below(QuantizationType.Q8_0))
        .extracting(NestedLevel::type)
        .containsExactly("Q4_K_M", "Q2_K");
    assertThat(levels.below(QuantizationType.Q2_K)).isEmpty();
    assertThat(levels.below(QuantizationType.Q2_K_S)).isEmpty();
    assertThat(levels.below(QuantizationType.Q4_K_S))
        .extracting(NestedLevel::type)
        .containsExactly("Q2_K");
    assertThat(levels.below(QuantizationType.Q6_K))
        .extracting(NestedLevel::type)
        .containsExactly("Q4_K_M", "Q2_K");
  }
}
