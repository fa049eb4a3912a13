package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sirius.adapters.device.OshiDeviceProbe;
import dev.sirius.cli.Session.Step;
import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.Limit;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(Lifecycle.PER_CLASS)
@DisplayName("the same commands, with other adapters")
class AdapterSwapTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private List<Step> overHttp;
  private List<Step> throughTheProgram;

  @BeforeAll
  void runBoth(@TempDir Path forHttp, @TempDir Path forTheProgram) {
    overHttp = Session.overHttp(forHttp);
    throughTheProgram = Session.throughTheProgram(forTheProgram);
  }

  List<Integer> steps() {
    return java.util.stream.IntStream.range(0, Session.COMMANDS.size()).boxed().toList();
  }

  @ParameterizedTest(name = "step {0}")
  @MethodSource("steps")
  @DisplayName("say the same over HTTP and through the program:")
  void saysTheSame(int step) throws Exception {
    Step http = overHttp.get(step);
    Step program = throughTheProgram.get(step);

    assertThat(program.run().exitCode()).as(http.command()).isEqualTo(http.run().exitCode());
    assertThat(program.run().err()).as(http.command()).isEqualTo(http.run().err());
    if (http.command().equals("list --json")) {
      assertThat(withoutWhatOnlyHttpTells(program.run().out()))
          .isEqualTo(withoutWhatOnlyHttpTells(http.run().out()));
    } else {
      assertThat(program.run().out()).as(http.command()).isEqualTo(http.run().out());
    }
  }

  /** The program prints rounded sizes, and times such as "2 seconds ago". */
  private static JsonNode withoutWhatOnlyHttpTells(String list) throws Exception {
    JsonNode root = JSON.readTree(list);
    assertThat(root.path("models")).isNotEmpty();
    for (JsonNode model : root.path("models")) {
      ((ObjectNode) model).remove(List.of("sizeBytes", "modifiedAt"));
    }
    return root;
  }

  @Test
  @DisplayName("do what they say: no step went another way than it was recorded")
  void followsTheRecording() {
    for (List<Step> steps : List.of(overHttp, throughTheProgram)) {
      assertThat(steps)
          .noneMatch(step -> step.run().err().contains("not as recorded"))
          .extracting(step -> step.run().exitCode())
          .contains(0, 1, 4, 5)
          .doesNotContain(2, 3);
    }
  }

  @Test
  @DisplayName("recommend the same for this machine, looked at and read from a file")
  void recommendsTheSame(@TempDir Path directory) throws Exception {
    DeviceProfile device = new OshiDeviceProbe().probe(EnumSet.allOf(DeviceAspect.class));
    ObjectNode file = JSON.createObjectNode();
    ObjectNode memory = file.putObject("memory");
    put(memory, "total", device.memory().total().map(AdapterSwapTest::bytes));
    put(memory, "limit", device.memory().limit().map(AdapterSwapTest::text));
    ObjectNode processor = file.putObject("processor");
    device.processor().logicalCores().toOptional().ifPresent(n -> processor.put("logicalCores", n));
    device
        .processor()
        .quota()
        .toOptional()
        .flatMap(Limit::bound)
        .ifPresentOrElse(
            cores -> processor.put("quotaCores", cores), () -> processor.put("quotaCores", "none"));
    Path path = Files.writeString(directory.resolve("device.json"), file.toString());
    Map<String, String> environment = Map.of("HOME", directory.toString());

    Run looked = Run.in(environment).line("recommend --policy tier --json");
    Run read =
        Run.in(environment)
            .run("recommend", "--policy", "tier", "--json", "--device", path.toString());

    assertThat(withoutOrigins(read.out())).isEqualTo(withoutOrigins(looked.out()));
    assertThat(looked.exitCode()).isZero();
  }

  private static void put(ObjectNode node, String key, Fact<String> fact) {
    fact.toOptional().ifPresent(text -> node.put(key, text));
  }

  private static String bytes(ByteSize size) {
    return size.bytes() + "B";
  }

  private static String text(Limit<ByteSize> limit) {
    return limit.bound().map(AdapterSwapTest::bytes).orElse("none");
  }

  private static String withoutOrigins(String text) {
    return text.replaceAll(" \\([^)]*\\)", "");
  }
}
