package dev.sirius.adapters.ollama.cli;

import dev.sirius.adapters.ollama.cli.Command.Piece;
import dev.sirius.adapters.ollama.cli.Command.Stream;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process from its start to its end: what it writes is taken in as it comes, and whatever
 * happens, neither it nor its descendants outlive a failure.
 */
final class RunningCommand implements AutoCloseable {

  /** The longest output that is taken in, in characters. */
  private static final int MOST_OUTPUT = 16 << 20;

  /** How much may be written to the error output without news, in characters. */
  private static final int MOST_ERROR_OUTPUT = 64 << 20;

  private static final int KEPT_AT_EACH_END = 64 << 10;
  private static final int PIECE = 8 << 10;
  private static final int QUEUE = 64;

  /** What others inherited of an ended program's output is not waited for any longer. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final Duration TO_DIE = Duration.ofSeconds(10);

  /** Something that a thread beside the caller's has seen. */
  private sealed interface Event {
    record Wrote(Piece piece) implements Event {}

    record StreamEnded() implements Event {}

    record ProcessEnded() implements Event {}
  }

  private final Command command;
  private final Process process;
  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(QUEUE);
  private final List<Thread> threads = new ArrayList<>();
  private final Thread atShutdown = new Thread(this::kill, "end ollama");

  private RunningCommand(Command command, Process process) {
    this.command = command;
    this.process = process;
  }

  /** Runs a command to its end, whatever its exit code is. */
  static Outcome run(Command command, ProcessBuilder builder) {
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new ModelStoreException(
          Kind.UNREACHABLE,
          "the program "
              + command.program()
              + " cannot be run: "
              + e.getMessage()
              + "; is it Ollama's program for this system?",
          e);
    }
    try (RunningCommand running = new RunningCommand(command, process)) {
      running.begin();
      return running.outcome();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelStoreException(
          Kind.INTERRUPTED, "'" + command.shortForm() + "' was interrupted", e);
    }
  }

  private void begin() {
    try {
      Runtime.getRuntime().addShutdownHook(atShutdown);
    } catch (IllegalStateException e) {
      kill();
    }
    thread("output", () -> drain(process.getInputStream(), Stream.OUTPUT));
    thread("error output", () -> drain(process.getErrorStream(), Stream.ERROR_OUTPUT));
    thread("input", this::feed);
    thread(
        "end",
        () -> {
          process.waitFor();
          events.put(new Event.ProcessEnded());
        });
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private void thread(String what, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "ollama " + what);
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private void drain(InputStream stream, Stream which) throws InterruptedException {
    try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
      char[] buffer = new char[PIECE];
      int count = reader.read(buffer);
      while (count >= 0) {
        events.put(new Event.Wrote(new Piece(which, new String(buffer, 0, count))));
        count = reader.read(buffer);
      }
    } catch (IOException e) {
      // A stream that breaks has ended.
    }
    events.put(new Event.StreamEnded());
  }

  private void feed() {
    try (OutputStream input = process.getOutputStream()) {
      input.write(command.input().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The program does not want to read it all; its exit code tells whether that is an error.
    }
  }

  private Outcome outcome() throws InterruptedException {
    StringBuilder output = new StringBuilder();
    BoundedText errorOutput = new BoundedText(KEPT_AT_EACH_END);
    long errorOutputSinceNews = 0;
    int openStreams = 2;
    boolean ended = false;
    long deadline = System.nanoTime() + command.patience().toNanos();
    while (openStreams > 0 || !ended) {
      Event event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (event == null && ended) {
        break;
      } else if (event == null) {
        throw new ModelStoreException(
            Kind.TIMED_OUT,
            "'"
                + command.shortForm()
                + "' gave no answer within "
                + command.patience().toMillis() / 1000.0
                + " s and was ended");
      } else if (event instanceof Event.Wrote wrote) {
        Piece piece = wrote.piece();
        if (piece.stream() == Stream.OUTPUT) {
          output.append(piece.text());
          requireAtMost(MOST_OUTPUT, output.length(), "output");
        } else {
          errorOutput.append(piece.text());
          errorOutputSinceNews += piece.text().length();
          requireAtMost(MOST_ERROR_OUTPUT, errorOutputSinceNews, "error output");
        }
        if (command.listener().isNews(piece) && !ended) {
          deadline = System.nanoTime() + command.patience().toNanos();
          errorOutputSinceNews = 0;
        }
      } else if (event instanceof Event.StreamEnded) {
        openStreams--;
      } else {
        ended = true;
        deadline = System.nanoTime() + GRACE.toNanos();
      }
    }
    return new Outcome(process.exitValue(), output.toString(), errorOutput.toString());
  }

  private void requireAtMost(int most, long length, String what) {
    if (length > most) {
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER,
          "'"
              + command.shortForm()
              + "' wrote more than "
              + (most >> 20)
              + " MiB to its "
              + what
              + " and was ended");
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atShutdown);
    } catch (IllegalStateException e) {
      // The hook is running.
    }
    kill();
    threads.forEach(Thread::interrupt);
  }

  /** Ends the process and its descendants, if it still runs, and waits until they are gone. */
  private void kill() {
    if (!process.isAlive()) {
      return;
    }
    List<ProcessHandle> family = new ArrayList<>();
    family.add(process.toHandle());
    process.descendants().forEach(family::add);
    family.forEach(ProcessHandle::destroyForcibly);
    long deadline = System.nanoTime() + TO_DIE.toNanos();
    for (ProcessHandle member : family) {
      awaitEnd(member, deadline - System.nanoTime());
    }
  }

  private static void awaitEnd(ProcessHandle member, long nanoseconds) {
    try {
      member.onExit().get(nanoseconds, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // It was told to end by force; there is no more that could be done.
    }
  }
}
