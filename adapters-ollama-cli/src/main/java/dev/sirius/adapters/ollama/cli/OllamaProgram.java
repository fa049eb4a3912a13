package dev.sirius.adapters.ollama.cli;

import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The {@code ollama} program: where it is, and the environment that it runs in. */
final class OllamaProgram {

  private static final List<String> NAMES = List.of("ollama", "ollama.exe");

  private final Optional<Path> stated;
  private final String searchPath;
  private final Map<String, String> environment;
  private final Consumer<String> trace;

  OllamaProgram(
      Optional<Path> stated,
      String searchPath,
      Map<String, String> environment,
      Consumer<String> trace) {
    this.stated = stated;
    this.searchPath = searchPath;
    this.environment = environment;
    this.trace = trace;
  }

  /**
   * The program's path: the stated one, or the first on the search path. Only directories that are
   * named from the root are searched, so that no program of the working directory is run.
   *
   * @throws ModelStoreException {@code UNREACHABLE} when there is none
   */
  Path find() {
    if (stated.isPresent()) {
      Path path = stated.get();
      if (!isProgram(path)) {
        throw new ModelStoreException(
            Kind.UNREACHABLE,
            "there is no program at " + path + "; name the path of Ollama's program");
      }
      return path.toAbsolutePath();
    }
    return Stream.of(searchPath.split(Pattern.quote(File.pathSeparator)))
        .flatMap(OllamaProgram::directory)
        .flatMap(directory -> NAMES.stream().map(directory::resolve))
        .filter(OllamaProgram::isProgram)
        .findFirst()
        .orElseThrow(
            () ->
                new ModelStoreException(
                    Kind.UNREACHABLE,
                    "no program 'ollama' is on the PATH; install Ollama"
                        + " (https://ollama.com/download) or name the program's path"));
  }

  private static Stream<Path> directory(String text) {
    try {
      return Stream.of(Path.of(text)).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Stream.empty();
    }
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  /** Runs a command to its end, whatever its exit code is. */
  Outcome run(Command command) {
    trace.accept(command.line());
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(command.program().toString());
    builder.command().addAll(command.arguments());
    command.directory().ifPresent(directory -> builder.directory(directory.toFile()));
    builder.environment().clear();
    builder.environment().putAll(childEnvironment());
    return RunningCommand.run(command, builder);
  }

  /** What is stated, without colours and translations; Ollama cannot do without a home. */
  private Map<String, String> childEnvironment() {
    Map<String, String> child = new HashMap<>(environment);
    child.put("LC_ALL", "C");
    child.put("NO_COLOR", "1");
    child.put("TERM", "dumb");
    child.putIfAbsent("HOME", System.getProperty("user.home"));
    return child;
  }
}
