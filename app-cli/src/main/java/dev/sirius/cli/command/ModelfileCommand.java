package dev.sirius.cli.command;

import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.config.Setting;
import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.ModelfileParser;
import dev.sirius.core.modelfile.ModelfileRenderer;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import dev.sirius.core.policy.ChosenBy;
import dev.sirius.core.policy.MobileProfile;
import dev.sirius.core.policy.TypeChoice;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.usecase.ChooseType;
import dev.sirius.core.usecase.FindModel;
import dev.sirius.core.usecase.KnownModel;
import dev.sirius.core.usecase.Target;
import jakarta.inject.Provider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a Modelfile for a model, or checks one. */
@Command(
    name = "modelfile",
    description = {
      "Print a Modelfile with the S.I.R.I.U.S. defaults for a model, or check one.",
      "A Modelfile cannot choose weights: its first lines say what to create it with,",
      "and why. Ollama is not needed; no registry is asked."
    })
public final class ModelfileCommand implements Callable<Integer> {

  private static final long MOST_BYTES = 4L << 20;

  private final GlobalOptions options;
  private final Console console;
  private final Provider<Configuration> configuration;
  private final Map<String, String> environment;
  private final Provider<FindModel> find;
  private final Provider<ChooseType> chooseType;
  private final Provider<MobileProfile> mobileProfile;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      converter = ModelNameConverter.class,
      description = "The model to start from.")
  private @Nullable ModelName model;

  @Option(
      names = "--check",
      paramLabel = "FILE",
      description = "Read this Modelfile and print it as Sirius understands it.")
  private @Nullable Path check;

  @ArgGroup private @Nullable TargetOptions target;

  @Mixin private PolicyOption policy = new PolicyOption();

  @Mixin private ModelfileOptions changes;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest before it runs
  public ModelfileCommand(
      GlobalOptions options,
      Console console,
      Map<String, String> environment,
      Provider<Configuration> configuration,
      Provider<FindModel> find,
      Provider<ChooseType> chooseType,
      Provider<MobileProfile> mobileProfile) {
    this.options = options;
    this.console = console;
    this.configuration = configuration;
    this.environment = Map.copyOf(environment);
    this.find = find;
    this.chooseType = chooseType;
    this.mobileProfile = mobileProfile;
  }

  @Override
  public Integer call() {
    if (check != null) {
      print(new ModelfileParser().parse(read(check)), Optional.empty(), Optional.empty());
      return ExitCode.DONE.code();
    }
    if (model != null) {
      Modelfile modelfile = modelfile(model);
      Optional<Target> named = target == null ? Optional.empty() : target.target();
      Optional<TypeChoice> choice =
          named.isPresent() ? Optional.empty() : Optional.of(choice(model, modelfile));
      Optional<QuantizationType> type =
          named.map(Target::type).or(() -> choice.flatMap(TypeChoice::type));
      print(modelfile, type, choice);
      return (type.isPresent() ? ExitCode.DONE : ExitCode.DOES_NOT_FIT).code();
    }
    throw new ParameterException(spec.commandLine(), "a MODEL or --check FILE is needed");
  }

  /** What suits the device at the context that the Modelfile says. */
  private TypeChoice choice(ModelName from, Modelfile modelfile) {
    ChosenBy by = policy.policy(configuration.get());
    Fact<KnownModel> known =
        by == ChosenBy.TIER ? Fact.unknown("it is not asked for") : find.get().here(from);
    return chooseType
        .get()
        .choose(
            by,
            known,
            ChooseType.parameters(modelfile.instructions()).toList(),
            PlanOptions.ofOllama(environment));
  }

  private Modelfile modelfile(ModelName from) {
    List<Instruction> instructions = new ArrayList<>();
    instructions.add(new Instruction.From(from.shortForm()));
    Configuration settings = configuration.get();
    settings
        .count(Setting.MODELFILE_NUM_CTX)
        .map(tokens -> new Parameter.WholeNumber(ParameterName.NUM_CTX, tokens))
        .ifPresent(parameter -> instructions.add(new Instruction.Set(parameter)));
    settings
        .fraction(Setting.MODELFILE_TEMPERATURE)
        .map(temperature -> new Parameter.Fraction(ParameterName.TEMPERATURE, temperature))
        .ifPresent(parameter -> instructions.add(new Instruction.Set(parameter)));
    if (options.mobile()) {
      instructions.addAll(mobileProfile.get().instructions());
    }
    settings
        .text(Setting.MODELFILE_SYSTEM)
        .ifPresent(system -> instructions.add(new Instruction.SystemPrompt(system)));
    return changes.appliedTo(new Modelfile(instructions));
  }

  private void print(
      Modelfile modelfile, Optional<QuantizationType> type, Optional<TypeChoice> choice) {
    String text = new ModelfileRenderer().render(modelfile);
    if (options.json()) {
      console.json(
          Json.object(
              "modelfile", text,
              "type", type.map(QuantizationType::label).orElse(null),
              "choice", choice.map(CreateReport::document).orElse(null)));
      return;
    }
    type.ifPresent(
        wanted ->
            console.raw(
                "# For "
                    + wanted.label()
                    + " weights: sirius create "
                    + model
                    + " NAME --type "
                    + wanted.label()
                    + "\n"));
    choice.ifPresent(
        chosen -> chosen.reasons().forEach(reason -> console.raw("# - " + reason.text() + "\n")));
    console.raw(text);
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new CommandFailure(
            ExitCode.USAGE, file + " is larger than 4 MiB; that is no Modelfile");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.USAGE, "there is no file " + file, e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
