package dev.sirius.core.plan.memory;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.size.ByteSize;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How Ollama 0.33 runs a model, and what it adds to the model's own memory.
 *
 * @param context tokens of one request's text, with where they come from
 * @param parallel requests at once, with where they come from
 * @param batch tokens computed at once, with where they come from
 * @param cacheType format of keys and values, with where it comes from
 * @param flashAttention whether attention is fused, with where it comes from
 */
public record OllamaRun(
    Fact<Long> context,
    Fact<Integer> parallel,
    Fact<Integer> batch,
    Fact<TensorType> cacheType,
    Fact<FlashAttention> flashAttention) {

  /** Memory of an accelerator from which Ollama takes 32,768 tokens of context by default. */
  private static final ByteSize MIDDLE_TIER = ByteSize.ofGiB(23);

  /** Memory of an accelerator from which Ollama takes 262,144 tokens of context by default. */
  private static final ByteSize UPPER_TIER = ByteSize.ofGiB(47);

  /** Types whose matrices a processor with AVX2 or better gets rearranged at load. */
  private static final Set<TensorType> REARRANGED =
      EnumSet.of(TensorType.Q4_0, TensorType.IQ4_NL, TensorType.Q2_K, TensorType.Q4_K);

  public OllamaRun {
    requireNonNull(context, "context");
    requireNonNull(parallel, "parallel");
    requireNonNull(batch, "batch");
    requireNonNull(cacheType, "cacheType");
    requireNonNull(flashAttention, "flashAttention");
  }

  /**
   * Ollama's settings where the user states none.
   *
   * @param environment the server's environment, as far as it is known
   * @param acceleratorMemory memory of all accelerators together; zero when there is none
   * @param trained tokens that the model was trained for; 0 when that is not known
   */
  public static OllamaRun defaults(
      Map<String, String> environment, ByteSize acceleratorMemory, long trained) {
    Fact<Long> context = context(environment, acceleratorMemory);
    if (trained > 0 && context.toOptional().filter(tokens -> tokens > trained).isPresent()) {
      context = Fact.known(trained, "the model was trained for no more");
    }
    long tokens = context.toOptional().orElseThrow();
    return new OllamaRun(
        context,
        whole(environment, "OLLAMA_NUM_PARALLEL")
            .map(count -> Fact.known(count, "OLLAMA_NUM_PARALLEL"))
            .orElse(Fact.known(1, "Ollama's default")),
        Fact.known(batch(tokens), "Ollama's rule for " + tokens + " tokens of context"),
        text(environment, "OLLAMA_KV_CACHE_TYPE")
            .flatMap(TensorType::named)
            .map(type -> Fact.known(type, "OLLAMA_KV_CACHE_TYPE"))
            .orElse(Fact.known(TensorType.F16, "Ollama's default")),
        text(environment, "OLLAMA_FLASH_ATTENTION")
            .map(OllamaRun::flag)
            .map(on -> on ? FlashAttention.ON : FlashAttention.OFF)
            .map(value -> Fact.known(value, "OLLAMA_FLASH_ATTENTION"))
            .orElse(Fact.known(FlashAttention.AUTO, "Ollama's default")));
  }

  /** The batch that Ollama takes for a context when none is asked for: llama_server.go of 0.33. */
  public static int batch(long context) {
    return context > 32_768 ? 2048 : context > 4096 ? 1024 : 512;
  }

  public OllamaRun withContext(long tokens, String source) {
    return new OllamaRun(
        Fact.known(tokens, source),
        parallel,
        Fact.known(batch(tokens), "Ollama's rule for " + tokens + " tokens of context"),
        cacheType,
        flashAttention);
  }

  public OllamaRun withParallel(int requests, String source) {
    return new OllamaRun(context, Fact.known(requests, source), batch, cacheType, flashAttention);
  }

  public OllamaRun withBatch(int tokens, String source) {
    return new OllamaRun(context, parallel, Fact.known(tokens, source), cacheType, flashAttention);
  }

  public OllamaRun withCacheType(TensorType type, String source) {
    return new OllamaRun(context, parallel, batch, Fact.known(type, source), flashAttention);
  }

  public OllamaRun withFlashAttention(FlashAttention value, String source) {
    return new OllamaRun(context, parallel, batch, cacheType, Fact.known(value, source));
  }

  /** The run that Ollama asks llama-server for: the context of all requests together. */
  public RunOptions options() {
    int requests = parallel.toOptional().orElse(1);
    long all = Math.multiplyExact(context.toOptional().orElseThrow(), (long) requests);
    TensorType type = cacheType.toOptional().orElse(TensorType.F16);
    return new RunOptions(
        all,
        batch.toOptional().orElse(batch(all)),
        requests,
        false,
        type,
        type,
        flashAttention.toOptional().orElse(FlashAttention.AUTO),
        requests);
  }

  /**
   * What a process of Ollama holds beside the model.
   *
   * @param tensors the weights in their types
   * @param vocabulary tokens that there are
   * @param onProcessor whether weights are computed on a processor, which rearranges some
   */
  public static Additions additions(
      List<TensorInfo> tensors, long vocabulary, boolean onProcessor) {
    long rearranged =
        onProcessor
            ? tensors.stream()
                .filter(tensor -> REARRANGED.contains(tensor.type()))
                .filter(tensor -> tensor.dimensions().size() > 1)
                .filter(tensor -> !tensor.name().startsWith("token_embd."))
                .mapToLong(TensorInfo::bytes)
                .reduce(0, Math::addExact)
            : 0;
    return new Additions(
        Additions.RUNNER,
        new ByteSize(Math.multiplyExact(vocabulary, Additions.BYTES_PER_TOKEN)),
        new ByteSize(rearranged));
  }

  /**
   * What Ollama's runner holds beside the model. Measured: llama-server b10488, as Ollama 0.33
   * starts it, holds 19 MiB more than the parts of SmolLM2 135M (49,152 tokens) at 4,096 tokens of
   * context.
   *
   * @param runner the program itself: code, threads, buffers of the server
   * @param vocabulary the tokenizer's tables
   * @param rearranged weights in the order that a processor's vector instructions want. Ollama
   *     loads the file without mapping it when a processor computes, so they take the place of the
   *     file's; a runner that maps the file holds both until memory gets short
   */
  public record Additions(ByteSize runner, ByteSize vocabulary, ByteSize rearranged) {

    static final ByteSize RUNNER = ByteSize.ofMiB(12);

    /**
     * The same where a runner was measured to hold so many bytes more, or less, than was said.
     *
     * @param bytes the difference; the runner's own memory takes it, and is never less than none
     */
    public Additions correctedBy(long bytes) {
      return new Additions(
          new ByteSize(Math.max(0, Math.addExact(runner.bytes(), bytes))), vocabulary, rearranged);
    }

    static final long BYTES_PER_TOKEN = 160;

    /** What is held in any case. */
    public ByteSize always() {
      return new ByteSize(Math.addExact(runner.bytes(), vocabulary.bytes()));
    }

    /** What is held by a runner that maps the file, beside the file's own pages. */
    public ByteSize atMost() {
      return new ByteSize(Math.addExact(always().bytes(), rearranged.bytes()));
    }
  }

  private static Fact<Long> context(Map<String, String> environment, ByteSize accelerator) {
    OptionalInt stated =
        whole(environment, "OLLAMA_CONTEXT_LENGTH")
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty());
    if (stated.isPresent()) {
      return Fact.known((long) stated.getAsInt(), "OLLAMA_CONTEXT_LENGTH");
    }
    if (accelerator.compareTo(UPPER_TIER) >= 0) {
      return Fact.known(262_144L, "Ollama's default from " + UPPER_TIER + " of VRAM on");
    }
    return accelerator.compareTo(MIDDLE_TIER) >= 0
        ? Fact.known(32_768L, "Ollama's default from " + MIDDLE_TIER + " of VRAM on")
        : Fact.known(4096L, "Ollama's default below " + MIDDLE_TIER + " of VRAM");
  }

  private static Optional<String> text(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(s -> !s.isEmpty());
  }

  private static Optional<Integer> whole(Map<String, String> environment, String name) {
    return text(environment, name)
        .filter(text -> text.matches("[1-9]\\d{0,8}"))
        .map(Integer::valueOf);
  }

  private static boolean flag(String text) {
    return text.equals("1") || text.equalsIgnoreCase("true") || text.equalsIgnoreCase("on");
  }
}
