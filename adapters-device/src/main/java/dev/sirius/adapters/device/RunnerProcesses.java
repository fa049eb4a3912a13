package dev.sirius.adapters.device;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.verify.port.ServerProcesses;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the processes in which Ollama runs models among those of a Linux kernel. Every version
 * since 0.2 starts one for a model and names the file of its weights after {@code --model}.
 */
public final class RunnerProcesses implements ServerProcesses {

  private static final int LONGEST_COMMAND = 64 << 10;
  private static final int LONGEST_STATUS = 64 << 10;
  private static final Pattern HELD = Pattern.compile("(?m)^Vm(?:RSS|Swap):\\s+(\\d{1,12}) kB$");

  private final SystemFiles files;

  /** The processes of this machine. */
  public RunnerProcesses() {
    this(new SystemFiles(Path.of("/")));
  }

  RunnerProcesses(SystemFiles files) {
    this.files = files;
  }

  @Override
  public Fact<ByteSize> resident(Path weights) {
    if (!files.exists("proc/self/status")) {
      return Fact.unknown("this system does not tell of its processes in /proc");
    }
    List<String> runners = new ArrayList<>();
    for (String process : files.names("proc", "[0-9]*")) {
      if (runs(process, weights.toString())) {
        runners.add(process);
      }
    }
    if (runners.isEmpty()) {
      return Fact.unknown("no process that may be read names its weights");
    }
    if (runners.size() > 1) {
      return Fact.unknown("the processes " + String.join(", ", runners) + " run the same weights");
    }
    String process = runners.get(0);
    return held(process)
        .map(size -> Fact.known(size, "process " + process + " of the server"))
        .orElseGet(() -> Fact.unknown("/proc/" + process + "/status tells no memory"));
  }

  private boolean runs(String process, String weights) {
    String[] words =
        files
            .bytes("proc/" + process + "/cmdline", LONGEST_COMMAND)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8).split("\0"))
            .orElse(new String[0]);
    for (int i = 1; i < words.length - 1; i++) {
      if (words[i].equals("--model") && words[i + 1].equals(weights)) {
        return true;
      }
    }
    return false;
  }

  private Optional<ByteSize> held(String process) {
    String status =
        files
            .bytes("proc/" + process + "/status", LONGEST_STATUS)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .orElse("");
    Matcher matcher = HELD.matcher(status);
    long kibibytes = 0;
    while (matcher.find()) {
      kibibytes = Math.addExact(kibibytes, Long.parseLong(matcher.group(1)));
    }
    return kibibytes == 0
        ? Optional.empty()
        : Optional.of(new ByteSize(Math.multiplyExact(kibibytes, 1024L)));
  }
}
