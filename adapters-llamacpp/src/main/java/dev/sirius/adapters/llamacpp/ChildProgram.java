package dev.sirius.adapters.llamacpp;

import dev.sirius.core.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a program with arguments, without a shell. It is ended with all its descendants when it is
 * slow, does not stop talking, or when this program ends.
 */
final class ChildProgram {

  private static final int LARGEST_OUTPUT = 4 << 20;
  private static final Duration TO_DIE = Duration.ofSeconds(2);

  /** How a program ended. */
  sealed interface Outcome {

    /** It ended by itself. */
    record Ended(int exitCode, String output) implements Outcome {}

    /** It did not, or could not be run; why, for people. */
    record Failed(String reason) implements Outcome {}
  }

  private final Path program;
  private final Duration longest;

  /**
   * @param program its file
   * @param longest how long it may take
   */
  ChildProgram(Path program, Duration longest) {
    this.program = program;
    this.longest = longest;
  }

  /** Runs it; what it says on both its streams is its output. */
  Outcome run(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("LLAMA_ARG_"));
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Outcome.Failed(
          program + " cannot be run: " + SafeText.oneLine(String.valueOf(e.getMessage()), 160));
    }
    Thread atShutdown = new Thread(() -> end(process), "end " + program.getFileName());
    try {
      Runtime.getRuntime().addShutdownHook(atShutdown);
      return outcome(process);
    } catch (IllegalStateException e) {
      return new Outcome.Failed("this program is ending");
    } finally {
      end(process);
      forget(atShutdown);
    }
  }

  private Outcome outcome(Process process) {
    long deadline = System.nanoTime() + longest.toNanos();
    try {
      process.getOutputStream().close();
      byte[] output = output(process).get(longest.toNanos(), TimeUnit.NANOSECONDS);
      if (output.length > LARGEST_OUTPUT) {
        return new Outcome.Failed(program + " says more than 4 MiB; nothing of it was read");
      }
      if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return slow();
      }
      return new Outcome.Ended(process.exitValue(), new String(output, StandardCharsets.UTF_8));
    } catch (TimeoutException e) {
      return slow();
    } catch (IOException | ExecutionException e) {
      return new Outcome.Failed(program + " could not be read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed("interrupted while waiting for " + program);
    }
  }

  private Outcome slow() {
    return new Outcome.Failed(program + " was not done within " + longest.toSeconds() + " s");
  }

  /**
   * Reads on a thread of its own, which may be left behind: a descendant that got away can hold the
   * pipe open for ever.
   */
  private static FutureTask<byte[]> output(Process process) {
    InputStream in = process.getInputStream();
    FutureTask<byte[]> output = new FutureTask<>(() -> in.readNBytes(LARGEST_OUTPUT + 1));
    Thread reader = new Thread(output, "output of llama.cpp");
    reader.setDaemon(true);
    reader.start();
    return output;
  }

  private static void forget(Thread atShutdown) {
    try {
      Runtime.getRuntime().removeShutdownHook(atShutdown);
    } catch (IllegalStateException e) {
      // The hook runs already, and ends what is ended.
    }
  }

  /** Ends a process and its descendants, and waits until they are gone. */
  private static void end(Process process) {
    List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
    family.add(process.toHandle());
    family.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle member : family) {
      try {
        member.onExit().get(TO_DIE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        // It was told to end by force; there is no more that could be done.
      }
    }
  }
}
