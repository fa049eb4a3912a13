package dev.sirius.adapters.device;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * An answer that is being found out meanwhile, on a thread that ends with the program.
 *
 * @param <T> the answer's type
 */
final class Background<T> {

  private final FutureTask<T> task;

  private Background(FutureTask<T> task) {
    this.task = task;
  }

  static <T> Background<T> start(Callable<T> question) {
    FutureTask<T> task = new FutureTask<>(question);
    Thread thread = new Thread(task, "device");
    thread.setDaemon(true);
    thread.start();
    return new Background<>(task);
  }

  /**
   * The answer.
   *
   * @param longest how long to wait for it
   * @param otherwise makes an answer of the reason why there is none, for people
   */
  T result(Duration longest, Function<String, T> otherwise) {
    try {
      return task.get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return otherwise.apply("no answer within " + longest.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise.apply("interrupted");
    } catch (ExecutionException e) {
      return otherwise.apply("unexpected " + e.getCause());
    }
  }
}
