package dev.sirius.adapters.ollama.cli;

import dev.sirius.core.ollama.Transcript;
import dev.sirius.core.ollama.Transcript.Exchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Stands before a real {@code ollama}, and writes down what it is asked and answers. */
final class RecordingOllama {

  private RecordingOllama() {}

  /**
   * {@code args}: the real program, the transcript to add to, a comment that names the program's
   * version, and the program's arguments.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> arguments = Arrays.asList(args).subList(3, args.length);
    byte[] input = System.in.readAllBytes();
    Call call = Call.of(arguments, new ByteArrayInputStream(input));
    List<String> command = new ArrayList<>(List.of(args[0]));
    command.addAll(arguments);
    Path output = Files.createTempFile("recording", ".out");
    Path errorOutput = Files.createTempFile("recording", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errorOutput.toFile())
            .start();
    try (OutputStream stream = process.getOutputStream()) {
      stream.write(input);
    }
    int exitCode = process.waitFor();
    Files.copy(output, System.out);
    Files.copy(errorOutput, System.err);
    Transcript.append(
        Path.of(args[1]),
        args[2],
        new Exchange(
            call.arguments(),
            call.input(),
            call.modelfile(),
            new String(Files.readAllBytes(output), StandardCharsets.UTF_8),
            new String(Files.readAllBytes(errorOutput), StandardCharsets.UTF_8),
            exitCode));
    Files.delete(output);
    Files.delete(errorOutput);
    System.out.flush();
    System.err.flush();
    System.exit(exitCode);
  }
}
