package dev.sirius.adapters.device;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs programs as child processes that are ended with all their children when they are slow. */
final class ProcessTool implements Tool {

  private static final int LARGEST_OUTPUT = 256 << 10;

  private final Duration longest;

  /**
   * @param longest how long a program may take
   */
  ProcessTool(Duration longest) {
    this.longest = longest;
  }

  @Override
  public Outcome run(List<String> command) {
    String name = command.get(0);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Outcome.Missing();
    }
    try {
      process.getOutputStream().close();
      CompletableFuture<byte[]> output =
          CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
      byte[] bytes = output.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      if (bytes.length >= LARGEST_OUTPUT) {
        return new Outcome.Failed(name + " says more than 256 KiB");
      }
      if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        return slow(name);
      }
      return process.exitValue() == 0
          ? new Outcome.Said(new String(bytes, StandardCharsets.UTF_8))
          : new Outcome.Failed(name + " ended with exit code " + process.exitValue());
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

  private static byte[] read(InputStream in) {
    try {
      return in.readNBytes(LARGEST_OUTPUT);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
