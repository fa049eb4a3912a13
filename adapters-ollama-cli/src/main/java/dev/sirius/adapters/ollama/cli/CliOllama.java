package dev.sirius.adapters.ollama.cli;

import static java.util.Objects.requireNonNull;

import dev.sirius.adapters.ollama.cli.Command.Stream;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.GenerateRequest;
import dev.sirius.core.model.Generation;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.RunningModel;
import dev.sirius.core.model.port.ModelRunner;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.ModelfileException;
import dev.sirius.core.modelfile.ModelfileRenderer;
import dev.sirius.core.ollama.AnswerText;
import dev.sirius.core.ollama.ListText;
import dev.sirius.core.ollama.OllamaHost;
import dev.sirius.core.ollama.ProgramFailure;
import dev.sirius.core.ollama.ProgressText;
import dev.sirius.core.ollama.RunningText;
import dev.sirius.core.ollama.ShownModel;
import dev.sirius.core.ollama.VersionText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ollama, reached by running its program.
 *
 * <p>Every method runs {@code ollama} once or a few times, each time with a list of arguments and
 * never through a shell, and throws {@link ModelStoreException} when that fails. What the program
 * does not print, or prints rounded, is unknown in the values that come back, with the reason.
 *
 * <p>Safe for use by several threads; what they do at the same time runs at the same time.
 */
public final class CliOllama implements ModelStore, ModelRunner {

  private static final String SUCCESS = "success";

  private final OllamaProgram program;
  private final Duration answerTimeout;
  private final Duration longTimeout;
  private final Path temporaryDirectory;

  private CliOllama(
      OllamaProgram program,
      Duration answerTimeout,
      Duration longTimeout,
      Path temporaryDirectory) {
    this.program = program;
    this.answerTimeout = answerTimeout;
    this.longTimeout = longTimeout;
    this.temporaryDirectory = temporaryDirectory;
  }

  /** Starts with the program and the environment that this process would use. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The path of the program that is run.
   *
   * @throws ModelStoreException {@code UNREACHABLE} when there is none
   */
  public Path program() {
    return program.find();
  }

  /** The server's version; that of the program may be another one. */
  @Override
  public Fact<OllamaVersion> version() {
    return Fact.known(VersionText.server(answer("--version")), "ollama --version");
  }

  @Override
  public List<InstalledModel> list() {
    return ListText.parse(answer("list"));
  }

  /** Six commands, one after the other: each prints a part of what there is to know. */
  @Override
  public ModelDescription show(ModelName name) {
    return new ShownModel(
            summary(name),
            answer("show", "--modelfile", name.shortForm()),
            answer("show", "--parameters", name.shortForm()),
            answer("show", "--template", name.shortForm()),
            answer("show", "--system", name.shortForm()),
            answer("show", "--license", name.shortForm()))
        .describe(name);
  }

  /** With metadata and tensors where the program is new enough for that (0.6.1). */
  private String summary(ModelName name) {
    try {
      return answer("show", "--verbose", name.shortForm());
    } catch (ModelStoreException e) {
      if (e.kind() != Kind.TOO_OLD) {
        throw e;
      }
      return answer("show", name.shortForm());
    }
  }

  /**
   * Makes a model. The Modelfile lies in a directory of its own, that nobody else may look into,
   * while the command runs.
   *
   * @throws ModelStoreException {@code REFUSED} too when the Modelfile's grammar cannot carry a
   *     text (the HTTP way can)
   */
  @Override
  public void create(CreateRequest request, Consumer<Progress> progress) {
    String modelfile = text(located(request.modelfile()));
    try (PrivateDirectory directory = PrivateDirectory.with(modelfile, temporaryDirectory)) {
      List<String> arguments = new ArrayList<>();
      arguments.add("create");
      arguments.add(request.name().shortForm());
      arguments.add("--file");
      arguments.add(directory.modelfile().toAbsolutePath().toString());
      request
          .quantize()
          .ifPresent(
              type -> {
                arguments.add("--quantize");
                arguments.add(type.label());
              });
      runWithProgress(command(arguments).in(directory.path()), progress);
    }
  }

  private static String text(Modelfile modelfile) {
    try {
      return new ModelfileRenderer().render(modelfile);
    } catch (ModelfileException e) {
      throw new ModelStoreException(Kind.REFUSED, e.getMessage() + "; over HTTP it can be sent", e);
    }
  }

  /**
   * The Modelfile with paths from the root, each to something that exists, and names in full, each
   * of an installed model. The program would take a path that does not exist for a name, and pull a
   * name that is not installed.
   */
  private Modelfile located(Modelfile modelfile) {
    return new Modelfile(modelfile.instructions().stream().map(this::located).toList());
  }

  private Instruction located(Instruction instruction) {
    if (instruction instanceof Instruction.From from) {
      return new Instruction.From(located(from));
    } else if (instruction instanceof Instruction.Adapter adapter) {
      return new Instruction.Adapter(existing("ADAPTER", adapter.source()));
    } else if (instruction instanceof Instruction.Draft draft) {
      return new Instruction.Draft(existing("DRAFT", draft.source()));
    }
    return instruction;
  }

  private String located(Instruction.From from) {
    ModelSource source;
    try {
      source = ModelSource.of(from.source());
    } catch (IllegalArgumentException e) {
      throw new ModelStoreException(Kind.REFUSED, String.valueOf(e.getMessage()), e);
    }
    if (source instanceof ModelSource.Installed installed) {
      requireInstalled(installed.name());
      return installed.name().shortForm();
    }
    return existing("FROM", ((ModelSource.AtPath) source).path());
  }

  private static String existing(String instruction, String text) {
    try {
      Path path =
          text.startsWith("~/")
              ? Path.of(System.getProperty("user.home"), text.substring(2))
              : Path.of(text);
      if (!Files.isReadable(path)) {
        throw new ModelStoreException(
            Kind.LOCAL_FILE, instruction + " names " + path + ", which is no file to be read");
      }
      if (Files.isRegularFile(path) && Files.size(path) == 0) {
        throw new ModelStoreException(
            Kind.LOCAL_FILE, instruction + " names " + path + ", which is empty");
      }
      return path.toAbsolutePath().normalize().toString();
    } catch (InvalidPathException | IOException e) {
      throw new ModelStoreException(
          Kind.LOCAL_FILE, instruction + " names no file to be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void copy(ModelName source, ModelName target) {
    requireInstalled(source);
    answer("cp", source.shortForm(), target.shortForm());
  }

  @Override
  public void delete(ModelName name) {
    requireInstalled(name);
    answer("rm", name.shortForm());
  }

  @Override
  public void pull(ModelName name, Consumer<Progress> progress) {
    runWithProgress(command(List.of("pull", name.shortForm())), progress);
  }

  @Override
  public List<RunningModel> running() {
    return RunningText.parse(answer("ps"));
  }

  /**
   * Asks a model; the prompt is written to the program's input. How long the answer may become
   * cannot be told to the program, so a model that finds no end comes to the time limit.
   */
  @Override
  public Generation generate(GenerateRequest request) {
    requireInstalled(request.model());
    Outcome outcome =
        successful(
            command(List.of("run", "--verbose", "--nowordwrap", request.model().shortForm()))
                .withInput(request.prompt())
                .within(longTimeout));
    return AnswerText.parse(outcome.output(), outcome.errorOutput());
  }

  @Override
  public void unload(ModelName name) {
    requireInstalled(name);
    answer("stop", name.shortForm());
  }

  /** The program reports success on some commands although another server than Ollama answers. */
  private void requireInstalled(ModelName name) {
    if (list().stream().map(InstalledModel::name).noneMatch(name::sameAs)) {
      throw new ModelStoreException(
          Kind.NOT_FOUND,
          "model " + name + " is not installed; pull it with 'ollama pull " + name + "'");
    }
  }

  private String answer(String... arguments) {
    return successful(command(List.of(arguments))).output();
  }

  private void runWithProgress(Command command, Consumer<Progress> progress) {
    ProgressText text = new ProgressText();
    List<String> last = new ArrayList<>(List.of(""));
    Consumer<Progress> listener =
        step -> {
          last.set(0, step.status());
          progress.accept(step);
        };
    successful(
        command
            .within(longTimeout)
            .heardBy(
                piece -> {
                  List<Progress> news =
                      piece.stream() == Stream.ERROR_OUTPUT ? text.feed(piece.text()) : List.of();
                  news.forEach(listener);
                  return !news.isEmpty();
                }));
    text.finish().forEach(listener);
    if (!last.get(0).equals(SUCCESS)) {
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER,
          "'"
              + command.shortForm()
              + "' ended without a word of success; the last it said was '"
              + last.get(0)
              + "'");
    }
  }

  private Command command(List<String> arguments) {
    return Command.withAnswerWithin(answerTimeout, program.find(), arguments);
  }

  private Outcome successful(Command command) {
    Outcome outcome = program.run(command);
    if (outcome.exitCode() != 0) {
      throw ProgramFailure.of(command.shortForm(), outcome.exitCode(), outcome.errorOutput());
    }
    return outcome;
  }

  /** Puts a {@link CliOllama} together. Nothing is run or looked for before it is used. */
  public static final class Builder {

    private @Nullable Path program;
    private @Nullable String searchPath;
    private Map<String, String> environment = System.getenv();
    private @Nullable String host;
    private Duration answerTimeout = Duration.ofSeconds(60);
    private Duration longTimeout = Duration.ofMinutes(15);
    private Path temporaryDirectory = Path.of(System.getProperty("java.io.tmpdir"));
    private Consumer<String> trace = line -> {};

    private Builder() {}

    /** The program to run; without it, {@code ollama} is looked for on the search path. */
    public Builder program(Path newProgram) {
      program = requireNonNull(newProgram, "program");
      return this;
    }

    /** Where {@code ollama} is looked for; without it, the {@code PATH} of the environment. */
    public Builder searchPath(String newSearchPath) {
      searchPath = requireNonNull(newSearchPath, "searchPath");
      return this;
    }

    /** The environment of the program; without it, this process's own. */
    public Builder environment(Map<String, String> newEnvironment) {
      environment = Map.copyOf(newEnvironment);
      return this;
    }

    /**
     * The server that the program shall talk to: a value of {@code OLLAMA_HOST}; without it, the
     * environment's.
     */
    public Builder host(String newHost) {
      host = requireNonNull(newHost, "host");
      return this;
    }

    /** The server that the program shall talk to; without it, the environment's. */
    public Builder host(OllamaHost newHost) {
      return host(newHost.url());
    }

    /** How long a short command may take; 60 s unless set. */
    public Builder answerTimeout(Duration newAnswerTimeout) {
      answerTimeout = positive(newAnswerTimeout);
      return this;
    }

    /**
     * How long a long command may take: generate in all, create and pull without any news, for they
     * say nothing while they read or write a large file; 15 min unless set.
     */
    public Builder longTimeout(Duration newLongTimeout) {
      longTimeout = positive(newLongTimeout);
      return this;
    }

    /** Where the Modelfile is put while a model is made; Java's own place for such unless set. */
    public Builder temporaryDirectory(Path newTemporaryDirectory) {
      temporaryDirectory = requireNonNull(newTemporaryDirectory, "temporaryDirectory");
      return this;
    }

    /** Is told each command before it is run, on a line. */
    public Builder trace(Consumer<String> newTrace) {
      trace = requireNonNull(newTrace, "trace");
      return this;
    }

    public CliOllama build() {
      Map<String, String> childEnvironment = new HashMap<>(environment);
      if (host != null) {
        childEnvironment.put("OLLAMA_HOST", host);
      }
      PrivateDirectory.removeRemains(temporaryDirectory);
      String places = searchPath != null ? searchPath : environment.getOrDefault("PATH", "");
      return new CliOllama(
          new OllamaProgram(Optional.ofNullable(program), places, childEnvironment, trace),
          answerTimeout,
          longTimeout,
          temporaryDirectory);
    }

    private static Duration positive(Duration duration) {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException(
            "a time limit of " + duration + "; more than zero is needed");
      }
      return duration;
    }
  }
}
