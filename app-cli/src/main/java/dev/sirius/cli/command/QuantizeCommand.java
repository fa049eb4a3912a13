package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.ProgressLine;
import dev.sirius.cli.output.Table;
import dev.sirius.core.gguf.port.WrittenFile;
import dev.sirius.core.model.Progress;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.convert.ConversionSettings;
import dev.sirius.core.quantization.rules.QuantizationOptions;
import dev.sirius.core.quantization.rules.TensorChoice;
import dev.sirius.core.quantization.rules.TensorOverride;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.QuantizeOrder;
import dev.sirius.core.usecase.QuantizePlan;
import dev.sirius.core.usecase.QuantizeWeights;
import dev.sirius.core.weights.Guidance;
import jakarta.inject.Provider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a GGUF file of a quantization type from another one, without Ollama. */
@Command(
    name = "quantize",
    description = {
      "Make a GGUF file of a quantization type from another one.",
      "Needs no Ollama. The bytes are those that llama-quantize v0.5.0 writes."
    })
public final class QuantizeCommand implements Runnable {

  private final GlobalOptions options;
  private final Console console;
  private final Provider<QuantizeWeights> quantizeWeights;

  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "A GGUF file, or a part of a split one.")
  private Path source;

  @Parameters(index = "1", paramLabel = "OUT", description = "The file to make.")
  private Path target;

  @Option(
      names = "--type",
      required = true,
      paramLabel = "TYPE",
      converter = TargetOptions.TypeConverter.class,
      description = "The quantization type, such as Q4_K_M.")
  private QuantizationType type;

  @Option(names = "--pure", description = "Give all tensors the type's own format.")
  private boolean pure;

  @Option(names = "--keep-output", description = "Leave the output matrix as it is.")
  private boolean keepOutput;

  @Option(
      names = "--tensor-type",
      paramLabel = "PATTERN=TYPE",
      description = "A format for the tensors whose names match; may be repeated.")
  private List<String> tensorTypes = new ArrayList<>();

  @Mixin private GuidanceOptions guidance = new GuidanceOptions();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads convert; all processors unless set.")
  private @Nullable Integer threads;

  @Option(
      names = "--allow-nan",
      description = "Let weights through that are infinite or no numbers.")
  private boolean allowNotFinite;

  @Option(names = "--force", description = "Replace a file that is at OUT.")
  private boolean force;

  @Option(names = "--dry-run", description = "Say what the file would be, and write nothing.")
  private boolean dryRun;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest before it runs
  public QuantizeCommand(
      GlobalOptions options, Console console, Provider<QuantizeWeights> quantizeWeights) {
    this.options = options;
    this.console = console;
    this.quantizeWeights = quantizeWeights;
  }

  @Override
  public void run() {
    Guidance guided = guidance.guidance();
    ConversionSettings usual = ConversionSettings.usual();
    QuantizeOrder order =
        new QuantizeOrder(
            source,
            target,
            type,
            guided.importances(),
            QuantizationOptions.DEFAULT
                .withPure(pure)
                .withKeepOutput(keepOutput)
                .withOverrides(tensorTypes.stream().map(TensorOverride::parse).toList()),
            new ConversionSettings(
                threads == null ? usual.threads() : threads, allowNotFinite, guided.search()),
            force);
    QuantizeWeights useCase = quantizeWeights.get();
    QuantizePlan plan = useCase.plan(order);
    if (dryRun) {
      tell(plan, null);
      return;
    }
    tell(plan, made(useCase, order));
  }

  private WrittenFile made(QuantizeWeights useCase, QuantizeOrder order) {
    try (ProgressLine progress = console.progress()) {
      return useCase.carryOut(
          order,
          step -> progress.accept(Progress.of(step.tensor(), step.doneBytes(), step.totalBytes())));
    }
  }

  private void tell(QuantizePlan plan, @Nullable WrittenFile written) {
    if (options.json()) {
      console.json(document(plan, written));
      return;
    }
    Table table = new Table(0);
    table.row("source", source + ", " + new ByteSize(plan.sourceTensorBytes()) + " of weights");
    table.row(
        "type",
        String.format(
            Locale.ROOT, "%s, %.2f bits per weight", type.label(), plan.file().bitsPerWeight()));
    table.row("loss", LossText.of(plan));
    List<TensorChoice> fallbacks = fallbacks(plan);
    if (!fallbacks.isEmpty()) {
      table.row("fallback", fallback(fallbacks, plan));
    }
    if (written == null) {
      table.row("would make", target + ", " + bytes(plan.file().size().bytes()));
    } else {
      table.row("made", written.path() + ", " + bytes(written.bytes()));
      table.row("sha256", written.sha256());
    }
    console.lines(table.lines());
  }

  private static List<TensorChoice> fallbacks(QuantizePlan plan) {
    return plan.file().choices().stream().filter(TensorChoice::fellBack).toList();
  }

  private static String fallback(List<TensorChoice> fallbacks, QuantizePlan plan) {
    TensorChoice first = fallbacks.get(0);
    return fallbacks.size()
        + " of "
        + plan.file().choices().size()
        + " tensors have rows that the wanted blocks do not divide, such as "
        + first.source().name()
        + ": "
        + first.type().label()
        + " instead of "
        + first.wanted().label();
  }

  private static String bytes(long count) {
    return new ByteSize(count) + " (" + count + " bytes)";
  }

  private Map<String, @Nullable Object> document(QuantizePlan plan, @Nullable WrittenFile written) {
    return Json.object(
        "action", written == null ? "would-make" : "made",
        "source", source.toString(),
        "sourceType", plan.sourceType().map(QuantizationType::label).orElse(null),
        "target", target.toString(),
        "type", type.label(),
        "bitsPerWeight", plan.file().bitsPerWeight(),
        "bytes", plan.file().size().bytes(),
        "expectedLoss", LossText.of(plan),
        "fallbackTensors", fallbacks(plan).size(),
        "sha256", written == null ? null : written.sha256(),
        "tensors",
            plan.file().choices().stream()
                .map(
                    choice ->
                        Json.object(
                            "name", choice.source().name(),
                            "from", choice.source().type().label(),
                            "type", choice.type().label(),
                            "bytes", choice.target().bytes()))
                .toList());
  }
}
