package dev.sirius.adapters.llamacpp;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.quality.Divergence;
import dev.sirius.core.quality.PerplexityText;
import dev.sirius.core.quality.port.QualityMeter;
import dev.sirius.core.text.SafeText;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Measures with llama.cpp's {@code llama-perplexity}: it first writes what the first model expects
 * to a file, and then compares with that what the second one does. It is looked for in absolute
 * folders of the search path only, so that none is taken from the folder in which somebody happens
 * to stand.
 */
public final class LlamaPerplexity implements QualityMeter {

  private static final String NAME = "llama-perplexity";

  /** A line of its log that tells of an error; it ends with exit code 0 all the same. */
  private static final Pattern ERROR = Pattern.compile("(?m)^[\\d.]+ E (?:perplexity: )?(.*)$");

  private final List<Path> folders;
  private final Duration longest;

  /**
   * @param searchPath the folders to look for it in, as in {@code PATH}
   * @param longest how long each of its two runs may take
   */
  public LlamaPerplexity(String searchPath, Duration longest) {
    this.folders = folders(searchPath);
    this.longest = requireNonNull(longest, "longest");
  }

  private static List<Path> folders(String searchPath) {
    List<Path> folders = new ArrayList<>();
    for (String name : searchPath.split(Pattern.quote(File.pathSeparator))) {
      try {
        Path folder = Path.of(name);
        if (folder.isAbsolute()) {
          folders.add(folder);
        }
      } catch (InvalidPathException e) {
        // Such a folder cannot hold a program either.
      }
    }
    return folders;
  }

  @Override
  public Fact<String> tool() {
    return program()
        .map(program -> Fact.known(NAME + " of llama.cpp", program.toString()))
        .orElseGet(
            () ->
                Fact.unknown(
                    NAME
                        + " of llama.cpp is not on PATH; install llama.cpp to have answers compared"));
  }

  private Optional<Path> program() {
    for (Path folder : folders) {
      for (String suffix : List.of("", ".exe")) {
        Path program = folder.resolve(NAME + suffix);
        if (Files.isRegularFile(program) && Files.isExecutable(program)) {
          return Optional.of(program);
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public Fact<Divergence> measure(Order order, Path folder) {
    Optional<Path> program = program();
    if (program.isEmpty()) {
      return Fact.unknown(tool().origin());
    }
    ChildProgram child = new ChildProgram(program.get(), longest);
    Path expectations = folder.resolve("expectations");
    ChildProgram.Outcome first = child.run(arguments(order, order.first(), expectations));
    Optional<String> failure = failure(first);
    if (failure.isPresent()) {
      return Fact.unknown(failure.get());
    }
    List<String> comparing = new ArrayList<>(arguments(order, order.second(), expectations));
    comparing.add("--kl-divergence");
    ChildProgram.Outcome second = child.run(comparing);
    failure = failure(second);
    if (failure.isPresent()) {
      return Fact.unknown(failure.get());
    }
    try {
      return Fact.known(
          PerplexityText.parse(((ChildProgram.Outcome.Ended) second).output()),
          program.get().toString());
    } catch (IllegalArgumentException e) {
      return Fact.unknown(NAME + " answered what is not understood: " + e.getMessage());
    }
  }

  private static List<String> arguments(Order order, Path weights, Path expectations) {
    return List.of(
        "-m",
        weights.toString(),
        "-f",
        order.text().toString(),
        "-c",
        String.valueOf(order.context()),
        "--chunks",
        String.valueOf(order.pieces()),
        "--kl-divergence-base",
        expectations.toString());
  }

  private static Optional<String> failure(ChildProgram.Outcome outcome) {
    if (outcome instanceof ChildProgram.Outcome.Failed failed) {
      return Optional.of(failed.reason());
    }
    ChildProgram.Outcome.Ended ended = (ChildProgram.Outcome.Ended) outcome;
    String errors =
        ERROR
            .matcher(ended.output())
            .results()
            .map(MatchResult::group)
            .map(line -> ERROR.matcher(line).replaceFirst("$1"))
            .limit(3)
            .collect(Collectors.joining("; "));
    if (errors.isEmpty() && ended.exitCode() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        NAME
            + " failed"
            + (ended.exitCode() == 0 ? "" : " with exit code " + ended.exitCode())
            + (errors.isEmpty() ? "" : ": " + SafeText.oneLine(errors, 300)));
  }
}
