package dev.sirius.adapters.ollama.cli;

import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.ollama.Transcript;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Small scripts that stand for the {@code ollama} program, in a directory. */
final class Launcher {

  private final Path directory;

  Launcher(Path directory) {
    this.directory = directory;
  }

  /** An {@code ollama} that says what a transcript says. */
  Path replaying(Path transcript) {
    return java(ReplayingOllama.class, List.of(transcript.toString(), counter().toString()));
  }

  /** How often the replaying program was called. */
  int calls() {
    try {
      return Files.exists(counter()) ? Integer.parseInt(Files.readString(counter())) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path counter() {
    return directory.resolve("calls");
  }

  /** An {@code ollama} that asks a real one and writes down what it says. */
  Path recording(Path real, Path transcript, String comment) {
    return java(RecordingOllama.class, List.of(real.toString(), transcript.toString(), comment));
  }

  /** An {@code ollama} that does what a shell script says. */
  Path script(String script) {
    try {
      Path file = directory.resolve("ollama");
      Files.writeString(file, "#!/bin/sh\n" + script + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path java(Class<?> main, List<String> first) {
    return script(
        command(main, first).stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" ", "exec ", " \"$@\"")));
  }

  /** The command that runs a main class of these tests. */
  static List<String> command(Class<?> main, List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp"));
    words.add(
        Stream.of(main, Transcript.class, CliOllama.class, ModelStore.class)
            .map(type -> place(type).toString())
            .collect(Collectors.joining(File.pathSeparator)));
    words.add(main.getName());
    words.addAll(arguments);
    return words;
  }

  /** Where a class was loaded from. */
  private static Path place(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }
}
