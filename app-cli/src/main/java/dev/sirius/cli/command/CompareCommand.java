package dev.sirius.cli.command;

import dev.sirius.cli.output.ComparisonPage;
import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.ProgressLine;
import dev.sirius.cli.output.Table;
import dev.sirius.core.compare.Comparison;
import dev.sirius.core.compare.TensorError;
import dev.sirius.core.compare.WeightError;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.Progress;
import dev.sirius.core.quality.Divergence;
import dev.sirius.core.usecase.CompareWeights;
import dev.sirius.core.usecase.MeasureQuality;
import jakarta.inject.Provider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says how far the weights of one file are from those of another. */
@Command(
    name = "compare",
    description = {
      "Say how far the weights of a GGUF file are from another's.",
      "A counts as true; the error of B is told, by tensor and in all."
    })
public final class CompareCommand implements Runnable {

  private final GlobalOptions options;
  private final Console console;
  private final Provider<CompareWeights> compareWeights;
  private final Provider<MeasureQuality> measureQuality;

  @Parameters(index = "0", paramLabel = "A.gguf", description = "The file that counts as true.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B.gguf", description = "The file to compare with it.")
  private Path second;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with a plot to this file.")
  private @Nullable Path html;

  @Mixin private TextOptions text = new TextOptions();

  /**
   * @param options the flags that every command takes
   * @param console where it prints
   * @param compareWeights compares weights
   * @param measureQuality compares answers
   */
  @SuppressWarnings("NullAway.Init") // picocli sets the files before it runs
  public CompareCommand(
      GlobalOptions options,
      Console console,
      Provider<CompareWeights> compareWeights,
      Provider<MeasureQuality> measureQuality) {
    this.options = options;
    this.console = console;
    this.compareWeights = compareWeights;
    this.measureQuality = measureQuality;
  }

  @Override
  public void run() {
    Optional<Path> read = text.text();
    Comparison comparison;
    Optional<Fact<Divergence>> divergence;
    try (ProgressLine progress = console.progress()) {
      comparison =
          compareWeights
              .get()
              .compare(first, second, name -> progress.accept(Progress.of("comparing " + name)));
      divergence =
          read.map(
              file -> {
                progress.accept(Progress.of("reading " + file));
                return measureQuality.get().measure(first, second, file, text.pieces());
              });
    }
    if (html != null) {
      write(html, ComparisonPage.of(first.toString(), second.toString(), comparison));
    }
    if (options.json()) {
      console.json(document(comparison, divergence));
      return;
    }
    Table table = new Table(0).row("TENSOR", "A", "B", "RMSE", "OF A", "MAX", "COSINE");
    for (TensorError tensor : comparison.tensors()) {
      row(table, tensor.name(), tensor.first().label(), tensor.second().label(), tensor.error());
    }
    row(table, "in all", "", "", comparison.total());
    console.lines(table.lines());
    comparison.notCompared().forEach(line -> console.line("not compared: " + line));
    if (comparison.total().notFinite() > 0) {
      console.line(comparison.total().notFinite() + " weights are no numbers and were left out");
    }
    divergence.ifPresent(known -> TextOptions.lines(known).lines().forEach(console::line));
    if (html != null) {
      console.line("wrote " + html);
    }
  }

  private static void row(Table table, String name, String one, String other, WeightError error) {
    table.row(
        name,
        one,
        other,
        number("%.6f", error.rmse()),
        number("%.4f", error.relative()),
        number("%.4f", error.greatest()),
        number("%.6f", error.cosine()));
  }

  private static String number(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }

  /** The page appears whole or not at all. */
  private static void write(Path target, String page) {
    Path beside = target.resolveSibling(target.getFileName() + "." + ProcessHandle.current().pid());
    try {
      try {
        Files.writeString(beside, page, StandardCharsets.UTF_8);
        Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "the page could not be written to '"
              + target
              + "' ("
              + e.getMessage()
              + "); name a file in a folder that exists and may be written to",
          e);
    }
  }

  private Map<String, @Nullable Object> document(
      Comparison comparison, Optional<Fact<Divergence>> divergence) {
    return Json.object(
        "first", first.toString(),
        "second", second.toString(),
        "total", document(comparison.total()),
        "tensors",
            comparison.tensors().stream()
                .map(
                    tensor ->
                        Json.object(
                            "name", tensor.name(),
                            "first", tensor.first().label(),
                            "second", tensor.second().label(),
                            "error", document(tensor.error())))
                .toList(),
        "notCompared", comparison.notCompared(),
        "answers", divergence.map(TextOptions::document).orElse(null),
        "html", html == null ? null : html.toString());
  }

  private static Map<String, @Nullable Object> document(WeightError error) {
    return Json.object(
        "count", error.count(),
        "notFinite", error.notFinite(),
        "rmse", error.rmse(),
        "relative", Double.isFinite(error.relative()) ? error.relative() : null,
        "max", error.greatest(),
        "cosine", error.cosine());
  }
}
