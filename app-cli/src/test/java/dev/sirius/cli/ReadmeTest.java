package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands that the README shows in its {@code console} blocks: those of the recorded
 * session with the models of that session, all others on a machine without Ollama of which nothing
 * but the flags is known. With {@code -Dsirius.readme=write} what they print is written there.
 */
@DisplayName("the README")
class ReadmeTest {

  private static final Path README = Path.of("../README.md");
  private static final Pattern BLOCK = Pattern.compile("(?s)```console\n(.*?)```");
  private static final Pattern COMMAND = Pattern.compile("\\$ sirius (.*?)(; echo \\$\\?)?");

  @Test
  @DisplayName("shows what its commands print")
  void showsWhatIsPrinted(@TempDir Path directory) throws IOException {
    String readme = Files.readString(README);
    Map<String, List<Run>> session = new HashMap<>();
    Session.overHttp(directory)
        .forEach(
            step ->
                session
                    .computeIfAbsent(step.command(), command -> new ArrayList<>())
                    .add(step.run()));

    String printed =
        BLOCK
            .matcher(readme)
            .replaceAll(
                block ->
                    Matcher.quoteReplacement(
                        "```console\n" + printed(block.group(1), session) + "```"));

    assertThat(BLOCK.matcher(readme).results().count()).isGreaterThan(4);
    if ("write".equals(System.getProperty("sirius.readme"))) {
      Files.writeString(README, printed);
    } else {
      assertThat(readme).isEqualTo(printed);
    }
  }

  private static String printed(String block, Map<String, List<Run>> session) {
    StringBuilder text = new StringBuilder();
    for (String line : block.split("\n")) {
      Matcher command = COMMAND.matcher(line);
      if (command.matches()) {
        Run run = run(command.group(1), session);
        text.append(line).append('\n').append(run.out()).append(run.err());
        if (command.group(2) != null) {
          text.append(run.exitCode()).append('\n');
        }
      }
    }
    return text.toString();
  }

  private static Run run(String command, Map<String, List<Run>> session) {
    if (session.containsKey(command)) {
      List<Run> runs = session.get(command);
      return runs.size() > 1 ? runs.remove(0) : runs.get(0);
    }
    Map<String, String> bare = Map.of("HOME", "/home/you", "PATH", "/nonexistent");
    Map<String, String> unknownDevice = new HashMap<>(bare);
    unknownDevice.put("SIRIUS_DEVICE_PROBE", "file");
    return Run.in(command.startsWith("config") ? bare : unknownDevice).line(command);
  }
}
