package dev.sirius.cli.command;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Something that is found out in a thread of its own while the command goes on. */
final class Meanwhile<T> {

  private final FutureTask<T> task;

  private Meanwhile(FutureTask<T> task) {
    this.task = task;
  }

  /** Begins. The thread keeps no program from ending. */
  static <T> Meanwhile<T> of(String name, Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return new Meanwhile<>(task);
  }

  /**
   * What was found, as soon as it is; what was thrown there is thrown here.
   *
   * @throws IllegalStateException when this thread is interrupted before
   */
  T result() {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while something was being found out", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("unexpected " + e.getCause(), e.getCause());
    }
  }
}
