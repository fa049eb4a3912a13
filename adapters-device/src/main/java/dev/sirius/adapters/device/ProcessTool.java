package dev.sirius.adapters.device;

import dev.sirius.core.text.SafeText;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs programs as child processes that are ended, with all their children, when they are slow or
 * do not stop talking. Programs are looked for in absolute folders of the search path only, so that
 * none is taken from the folder in which somebody happens to stand.
 */
final class ProcessTool implements Tool {

  private static final int LARGEST_OUTPUT = 256 << 10;
  private static final Duration TO_DIE = Duration.ofSeconds(2);

  /** Where Windows' subsystem for Linux puts the host's nvidia-smi, which may be off the path. */
  private static final String SUBSYSTEM = "/usr/lib/wsl/lib";

  private final Duration longest;
  private final List<Path> folders;

  /**
   * @param longest how long a program may take
   */
  ProcessTool(Duration longest) {
    this(longest, folders(Optional.ofNullable(System.getenv("PATH")).orElse("")));
  }

  /**
   * @param longest how long a program may take
   * @param folders where programs are looked for
   */
  ProcessTool(Duration longest, List<Path> folders) {
    this.longest = longest;
    this.folders = List.copyOf(folders);
  }

  /** The absolute folders of a search path, and those that hold vendors' tools besides. */
  static List<Path> folders(String searchPath) {
    List<Path> folders = new ArrayList<>();
    for (String name : (searchPath + File.pathSeparator + SUBSYSTEM).split(File.pathSeparator)) {
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
  public Outcome run(List<String> command) {
    String name = command.get(0);
    return find(name).map(program -> run(name, program, command)).orElseGet(Outcome.Missing::new);
  }

  private Optional<Path> find(String name) {
    for (Path folder : folders) {
      for (String suffix : List.of("", ".exe")) {
        Path program = folder.resolve(name + suffix);
        if (Files.isRegularFile(program)) {
          return Optional.of(program);
        }
      }
    }
    return Optional.empty();
  }

  private Outcome run(String name, Path program, List<String> command) {
    List<String> resolved = new ArrayList<>(command);
    resolved.set(0, program.toString());
    ProcessBuilder builder = new ProcessBuilder(resolved);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("LC_ALL", "C");
    long deadline = System.nanoTime() + longest.toNanos();
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Outcome.Failed(
          program + " cannot be run: " + SafeText.oneLine(String.valueOf(e.getMessage()), 160));
    }
    try {
      process.getOutputStream().close();
      byte[] output = output(process).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (output.length > LARGEST_OUTPUT) {
        return new Outcome.Failed(name + " says more than 256 KiB; nothing of it was read");
      }
      if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return slow(name);
      }
      String text = new String(output, StandardCharsets.UTF_8);
      return process.exitValue() == 0
          ? new Outcome.Said(text)
          : new Outcome.Refused(process.exitValue(), text);
    } catch (TimeoutException e) {
      return slow(name);
    } catch (IOException | ExecutionException e) {
      return new Outcome.Failed(name + " could not be read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed("interrupted while waiting for " + name);
    } finally {
      end(process);
    }
  }

  private Outcome slow(String name) {
    return new Outcome.Failed(name + " did not answer within " + longest.toMillis() + " ms");
  }

  /**
   * Reads on a thread of its own, which may be left behind: a child of the program that got away
   * can hold the pipe open for ever.
   */
  private static FutureTask<byte[]> output(Process process) {
    InputStream in = process.getInputStream();
    FutureTask<byte[]> output = new FutureTask<>(() -> in.readNBytes(LARGEST_OUTPUT + 1));
    Thread reader = new Thread(output, "output of a vendor's tool");
    reader.setDaemon(true);
    reader.start();
    return output;
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
