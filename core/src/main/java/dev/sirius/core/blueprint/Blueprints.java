package dev.sirius.core.blueprint;

import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.text.Suggestion;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The architectures whose tensors follow from their hyper-parameters, as llama.cpp v0.5.0 converts
 * and loads them (conversion/*.py and load_arch_tensors of src/models/*.cpp there).
 */
public final class Blueprints {

  private static final Map<String, Blueprint> BY_ARCHITECTURE = byArchitecture();

  private Blueprints() {}

  private static Map<String, Blueprint> byArchitecture() {
    Map<String, Blueprint> all = new TreeMap<>();
    all.put("llama", LlamaBlueprints::llama);
    all.put("mistral3", LlamaBlueprints::llama);
    all.put("granite", LlamaBlueprints::llama);
    all.put("granitemoe", LlamaBlueprints::llama);
    all.put("smollm3", LlamaBlueprints::llama);
    all.put("gemma", LlamaBlueprints::llama);
    all.put("phi3", LlamaBlueprints::phi3);
    all.put("olmo2", LlamaBlueprints::olmo2);
    all.put("cohere2", LlamaBlueprints::cohere2);
    all.put("gpt-oss", LlamaBlueprints::gptOss);
    all.put("deepseek2", LlamaBlueprints::deepseek2);
    all.put("qwen2", QwenBlueprints::qwen2);
    all.put("qwen3", QwenBlueprints::qwen3);
    all.put("qwen3moe", QwenBlueprints::qwen3Moe);
    all.put("qwen35", QwenBlueprints::qwen35);
    all.put("qwen35moe", QwenBlueprints::qwen35Moe);
    all.put("gemma2", GemmaBlueprints::gemma2);
    all.put("gemma3", GemmaBlueprints::gemma3);
    all.put("gemma-embedding", GemmaBlueprints::gemma3);
    all.put("gemma4", GemmaBlueprints::gemma4);
    all.put("bert", BertBlueprints::bert);
    all.put("nomic-bert", BertBlueprints::nomicBert);
    all.put("granitehybrid", HybridBlueprints::graniteHybrid);
    all.put("lfm2", HybridBlueprints::lfm2);
    return Collections.unmodifiableMap(all);
  }

  /** The architectures that can be drawn, as GGUF files name them. */
  public static Set<String> architectures() {
    return BY_ARCHITECTURE.keySet();
  }

  /**
   * A model's facts, with the tensors of its F16 file.
   *
   * @param architecture such as {@code llama}
   * @param hyperParameters key-values as a file of the model has them, {@code llama.block_count}
   *     and so on; {@code vocab_size} must be among them. Those that the tensors do not depend on
   *     are kept, too
   * @param traits what else the model has
   * @throws IllegalArgumentException when the architecture is not one of {@link #architectures}
   * @throws MetadataException when a hyper-parameter that is needed is missing, no whole number, or
   *     larger than 2^30
   */
  public static ModelFacts draw(String architecture, Metadata hyperParameters, Set<Trait> traits) {
    Blueprint blueprint = BY_ARCHITECTURE.get(architecture);
    if (blueprint == null) {
      throw new IllegalArgumentException(
          "the tensors of architecture '"
              + architecture
              + "' do not follow from its hyper-parameters here"
              + Suggestion.nearest(architecture, architectures())
                  .map(name -> "; did you mean '" + name + "'?")
                  .orElse("; known are " + String.join(", ", architectures())));
    }
    Metadata metadata =
        hyperParameters.has(GgufKeys.ARCHITECTURE)
            ? hyperParameters
            : hyperParameters.with(GgufKeys.ARCHITECTURE, GgufValue.Text.of(architecture));
    Drawing drawing = new Drawing(new ModelFacts(architecture, metadata, List.of()), traits);
    blueprint.draw(drawing);
    return new ModelFacts(architecture, metadata, drawing.tensors());
  }
}
