package dev.sirius.core.plan.shape;

import static dev.sirius.core.plan.shape.Trait.*;
import static java.util.Objects.requireNonNull;

import dev.sirius.core.plan.shape.WindowRule.Condition;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of an architecture: what its layers keep of the text, which of them look back over
 * a window only, and how its computation departs from the common decoder.
 *
 * <p>Read from llama.cpp v0.5.0, one model builder each (src/models), and checked against what that
 * release projects for a small model of the architecture.
 *
 * @param name as {@code general.architecture} has it
 * @param mixing what its layers are
 * @param window which layers have a window; empty when none has
 * @param traits departures from the common decoder
 */
public record Architecture(
    String name, Mixing mixing, Optional<WindowRule> window, Set<Trait> traits) {

  /** What an architecture's layers mix the text by, and what they keep of it. */
  public enum Mixing {
    /** Attention in each layer. */
    ATTENTION,
    /** Latent attention where the file gives its lengths, else attention. */
    LATENT,
    /** Latent attention and an index of its keys. */
    LATENT_INDEXED,
    /** Attention and an index of its keys. */
    INDEXED,
    /** Attention in some layers, a recurrent state in the others. */
    HYBRID,
    /** Attention and a recurrent state in each layer. */
    BOTH,
    /** A recurrent state in each layer. */
    RECURRENT,
    /** Attention over compressed text. */
    COMPRESSED
  }

  private static final Map<String, Architecture> KNOWN = known();

  public Architecture {
    traits = Set.copyOf(traits);
  }

  /** The architecture of a name; empty for one that is not known here. */
  public static Optional<Architecture> named(String name) {
    return Optional.ofNullable(KNOWN.get(name));
  }

  /** The names of the known ones. */
  public static Set<String> names() {
    return Set.copyOf(KNOWN.keySet());
  }

  public boolean has(Trait trait) {
    return traits.contains(trait);
  }

  private static Map<String, Architecture> known() {
    Table table = new Table();
    table.add("llama", "arcee", "apertus", "bailingmoe", "bailingmoe2", "chatglm");
    table.add("deci", "deepseek", "dots1", "ernie4_5", "ernie4_5-moe", "exaone", "gemma", "glm4");
    table.add("granite", "granitemoe", "hunyuan-dense", "hunyuan_vl", "internlm2", "maincoder");
    table.add("minicpm", "minimax-m2", "mistral3", "nanbeige", "olmoe");
    table.add("phi3", "phimoe").with(FORWARD_ONTO_RESIDUAL);
    table.add("openelm").with(ATTENTION_ONTO_RESIDUAL);
    table.add("pangu-embedded", "qwen", "qwen2", "qwen2moe", "qwen3", "qwen3moe");
    table.add("xverse", "hrm_text");
    table.add("baichuan").with(ROTATION_IN_32_LAYERS);
    table.add("cogvlm").with(EVERY_OUTPUT);
    table.add("hunyuan-moe").with(SHARED_EXPERT_FIRST);
    table.add("hy_v3").with(ALL_ROWS);
    table.add("qwen2vl", "qwen3vl", "qwen3vlmoe", "paddleocr", "qwen3tts").with(FOUR_POSITIONS);
    table.add("arctic").with(DENSE_AND_EXPERTS);
    table.add("grovemoe").with(GROUPED_EXPERTS);
    table.add("grok").with(NO_FLASH_ATTENTION);
    table.add("bitnet").with(INNER_NORMS);
    table.add("glm4moe", "seed_oss").with(POST_NORM_FEEDS_FORWARD);
    table.add("smollm3").with(ROTATION_SKIPS);
    table.add("talkie").with(BARE_NORM, BARE_EMBEDDING_NORM, EMBEDDING_AGAIN);
    table.add("refact").with(NO_ROTATION, NO_EXPERTS);
    table.add("bloom", "gpt2", "jais", "mpt", "starcoder").with(LAYER_NORM, NO_ROTATION);
    table
        .add("codeshell", "dbrx", "jais2", "nemotron", "orion", "pockettts", "stablelm")
        .with(LAYER_NORM);
    table.add("starcoder2").with(LAYER_NORM);
    table.add("olmo").with(LAYER_NORM, BARE_NORM);
    table.add("gptneox").with(LAYER_NORM, PARALLEL_IF_SAID);
    table.add("falcon", "phi2").with(LAYER_NORM, PARALLEL);
    table.add("plamo").with(PARALLEL);
    table.add("command-r").with(LAYER_NORM, PARALLEL_RESIDUAL_FIRST);

    table.add("gemma2").window(WindowRule.always(2).withDefault(4096));
    table.add("gemma3").window(WindowRule.ifWindow(6));
    table.add("gemma3n").window(WindowRule.always(5));
    table.add("gemma4").window(WindowRule.always(0)).with(ALL_ROWS);
    table.add("mellum").window(WindowRule.ifWindow(4));
    table.add("olmo2").window(WindowRule.ifWindow(4)).with(NO_INPUT_NORM);
    table.add("plamo3").window(WindowRule.ifWindow(8));
    table.add("granite_swa").window(WindowRule.always(0));
    table.add("mimo2").window(WindowRule.always(0));
    table.add("step35").window(WindowRule.always(0)).with(GATED_ATTENTION, ALL_ROWS);
    table.add("spark2_5").window(WindowRule.always(0)).with(GATED_ATTENTION);
    table.add("maple").window(WindowRule.always(0)).with(ROTATION_IN_WINDOW);
    table
        .add("muse-glimmer")
        .window(WindowRule.always(4))
        .with(ROTATION_IN_WINDOW, GATED_ATTENTION, BARE_EMBEDDING_NORM);
    table.add("afmoe").window(WindowRule.ifWindow(4)).with(ROTATION_SKIPS, GATED_ATTENTION);
    table.add("laguna").window(WindowRule.ifWindow(4).withFullLayerFirst()).with(GATED_ATTENTION);
    table
        .add("cohere2")
        .window(WindowRule.always(4))
        .with(LAYER_NORM, PARALLEL_RESIDUAL_FIRST, ROTATION_IN_WINDOW);
    table
        .add("cohere2moe")
        .window(WindowRule.always(4).withFullLayerFirst())
        .with(PARALLEL_RESIDUAL_FIRST, ROTATION_IN_WINDOW, ROTATION_IN_DENSE, ALL_ROWS);
    table
        .add("exaone4")
        .window(WindowRule.always(4).withDefault(4096).when(Condition.IF_64_LAYERS))
        .with(NO_INPUT_NORM, ROTATION_IN_WINDOW);
    table.add("exaone-moe").window(WindowRule.always(4).withDefault(128)).with(ROTATION_IN_WINDOW);
    table
        .add("gpt-oss")
        .window(WindowRule.always(2))
        .with(POST_NORM_FEEDS_FORWARD, ALL_ROWS_UNNORMED);
    table
        .add("llama4")
        .window(WindowRule.always(4).withDefault(8192).when(Condition.UNLESS_ZERO))
        .with(ROTATION_SKIPS, WEIGHED_INPUT);
    table
        .add("smallthinker")
        .window(
            WindowRule.always(4)
                .withFullLayerFirst()
                .withDefault(4096)
                .when(Condition.FIXED_IF_WINDOW))
        .with(ROTATION_SKIPS_FIRST, EARLY_ROUTER);

    table.add("llama-embed").with(UNUSED_CACHE, NO_SCORES);
    table.add("eurobert", "neo-bert").with(NO_CACHE, NO_SCORES);
    table
        .add("bert", "jina-bert-v2")
        .with(NO_CACHE, NO_SCORES, NORM_AFTER_SUM, LAYER_NORM, NO_ROTATION);
    table
        .add("nomic-bert", "nomic-bert-moe", "jina-bert-v3")
        .with(NO_CACHE, NO_SCORES, NORM_AFTER_SUM, LAYER_NORM);
    table
        .add("modern-bert")
        .window(WindowRule.ifWindow(3).withFullLayerFirst())
        .with(NO_CACHE, NO_SCORES, LAYER_NORM);
    table.add("gemma-embedding").window(WindowRule.always(6)).with(NO_CACHE, NO_SCORES);
    table.add("dream", "llada", "llada-moe", "rnd1").with(NO_CACHE);

    table.add(Mixing.LATENT, "deepseek2", "deepseek2-ocr", "mistral4", "minicpm3", "plm");
    table.add(Mixing.LATENT_INDEXED, "deepseek32", "glm-dsa", "hy_v4");
    table.add(Mixing.LATENT_INDEXED, "dots3note").window(WindowRule.always(0));
    table.add(Mixing.INDEXED, "minimax-m3");
    table.add(Mixing.COMPRESSED, "deepseek4").window(WindowRule.always(0));
    table.add(Mixing.HYBRID, "granitehybrid", "plamo2", "qwen4exp", "minimax-01");
    table
        .add(Mixing.HYBRID, "jamba")
        .with(ATTENTION_ONTO_RESIDUAL, FORWARD_ONTO_RESIDUAL, NO_ROTATION);
    table.add(Mixing.HYBRID, "nemotron_h", "nemotron_h_moe").with(NO_ROTATION, ALL_ROWS);
    table
        .add(Mixing.HYBRID, "qwen3next", "qwen35", "qwen35moe")
        .with(GATE_IN_QUERY, POST_NORM_FEEDS_FORWARD, ALL_ROWS, FOUR_POSITIONS);
    table.add(Mixing.HYBRID, "qwen3next").with(GATE_IN_QUERY, POST_NORM_FEEDS_FORWARD, ALL_ROWS);
    table.add(Mixing.HYBRID, "kimi-linear", "kimi-k3", "bailingmoe3");
    table.add(Mixing.HYBRID, "lfm2moe").with(ATTENTION_ONTO_RESIDUAL, FORWARD_ONTO_RESIDUAL);
    table
        .add(Mixing.HYBRID, "lfm2")
        .window(WindowRule.always(0).when(Condition.ALL_IF_WINDOW))
        .with(ATTENTION_ONTO_RESIDUAL, FORWARD_ONTO_RESIDUAL);
    table.add(Mixing.BOTH, "falcon-h1");
    table.add(Mixing.RECURRENT, "mamba", "mamba2", "rwkv6", "rwkv6qwen2", "rwkv7", "arwkv7");
    return Map.copyOf(table.entries);
  }

  /** Collects the known architectures; what follows an addition holds for all it added. */
  private static final class Table {
    private final Map<String, Architecture> entries = new HashMap<>();
    private String[] last = {};

    Table add(String... names) {
      return add(Mixing.ATTENTION, names);
    }

    Table add(Mixing mixing, String... names) {
      for (String name : names) {
        entries.put(name, new Architecture(name, mixing, Optional.empty(), Set.of()));
      }
      last = names;
      return this;
    }

    Table window(WindowRule rule) {
      for (String name : last) {
        Architecture old = requireNonNull(entries.get(name));
        entries.put(name, new Architecture(name, old.mixing, Optional.of(rule), old.traits));
      }
      return this;
    }

    Table with(Trait first, Trait... others) {
      for (String name : last) {
        Architecture old = requireNonNull(entries.get(name));
        entries.put(
            name, new Architecture(name, old.mixing, old.window, EnumSet.of(first, others)));
      }
      return this;
    }
  }
}
