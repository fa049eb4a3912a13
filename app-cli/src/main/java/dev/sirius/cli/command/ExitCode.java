package dev.sirius.cli.command;

import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.registry.port.RegistryException;

/** What the process's exit code says. */
public enum ExitCode {
  DONE(0, "done"),
  FAILED(1, "failed"),
  USAGE(2, "the command line or the configuration is wrong"),
  UNREACHABLE(3, "Ollama or a registry cannot be reached"),
  NOT_FOUND(4, "the model does not exist"),
  DOES_NOT_FIT(5, "the level cannot be reached, or does not fit"),
  INTERRUPTED(130, "interrupted");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  public String meaning() {
    return meaning;
  }

  /** The exit code for a failure of a registry. */
  public static ExitCode of(RegistryException.Kind kind) {
    return switch (kind) {
      case UNREACHABLE, TIMED_OUT -> UNREACHABLE;
      case NOT_FOUND -> NOT_FOUND;
      case INTERRUPTED -> INTERRUPTED;
      case DENIED, BROKEN_ANSWER, LOCAL_FILE -> FAILED;
    };
  }

  /** The exit code for a failure of a store or runner. */
  public static ExitCode of(ModelStoreException.Kind kind) {
    return switch (kind) {
      case UNREACHABLE -> UNREACHABLE;
      case NOT_FOUND -> NOT_FOUND;
      case QUANTIZATION_REFUSED -> DOES_NOT_FIT;
      case INTERRUPTED -> INTERRUPTED;
      case REFUSED, TIMED_OUT, BROKEN_ANSWER, TOO_OLD, LOCAL_FILE -> FAILED;
    };
  }
}
