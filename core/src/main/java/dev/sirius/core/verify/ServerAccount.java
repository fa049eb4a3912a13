package dev.sirius.core.verify;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.size.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a server's own account of a model's memory is known to leave out.
 *
 * <p>Since 0.30 Ollama adds up the buffers that llama-server names in its log, each under a key: of
 * two caches of one device, as a model with windowed attention has them, the later replaces the
 * earlier; the program itself is in none; and when no line fits, the size of the file is told.
 * Before that it told what it had estimated before the model was loaded, or what the buffers of one
 * of its own runners came to (llm/llama_server.go of 0.33, llm/memory.go and llm/server.go before).
 */
public final class ServerAccount {

  private ServerAccount() {}

  /**
   * What is left out, each in words that follow "which leaves out".
   *
   * @param version the server's, where it is known
   * @param windowed whether the model has layers of windowed attention
   * @param account the size that it tells
   * @param weights the size of the weights, where that is known
   */
  public static List<String> leavesOut(
      Optional<OllamaVersion> version,
      boolean windowed,
      ByteSize account,
      Optional<ByteSize> weights) {
    requireNonNull(account, "account");
    List<String> parts = new ArrayList<>();
    parts.add("the program itself");
    if (version.filter(one -> one.isAtLeast(0, 30, 0)).isPresent() && windowed) {
      parts.add("a cache of windowed attention");
    }
    if (weights.filter(size -> account.compareTo(size) <= 0).isPresent()) {
      parts.add("caches and buffers, being no more than the weights");
    }
    if (version.filter(one -> !one.isAtLeast(0, 30, 0)).isPresent()) {
      parts.add("what was not foreseen before loading");
    }
    return parts;
  }
}
