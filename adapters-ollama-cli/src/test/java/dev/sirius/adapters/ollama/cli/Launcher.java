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

/** Small scripts that stand for the {@code ollama} program. */
final class Launcher {

  private Launcher() {}

  /** An {@code ollama} in a directory, that says what a transcript says. */
  static Path replaying(Path directory, Path transcript) {
    return java(
        directory,
        ReplayingOllama.class,
        List.of(transcript.toString(), directory.resolve("calls").toString()));
  }

  /** An {@code ollama} in a directory, that asks a real one and writes down what it says. */
  static Path recording(Path directory, Path real, Path transcript, String comment) {
    return java(
        directory, RecordingOllama.class, List.of(real.toString(), transcript.toString(), comment));
  }

  /** An {@code ollama} in a directory, that does what a shell script says. */
  static Path script(Path directory, String script) {
    try {
      Path file = directory.resolve("ollama");
      Files.writeString(file, "#!/bin/sh\n" + script + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path java(Path directory, Class<?> main, List<String> first) {
    return script(
        directory,
        java(main, first).stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" ", "exec ", " \"$@\"")));
  }

  /** The command that runs a main class of these tests. */
  static List<String> java(Class<?> main, List<String> arguments) {
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
