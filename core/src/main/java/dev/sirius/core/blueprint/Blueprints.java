package dev.sirius.core.blueprint;

import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.text.Suggestion;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The architectures whose tensors follow from their hyper-parameters, as llama.cpp v0.5.0 converts
 * and loads them (conversion/*.py and load_arch_tensors of src/models/*.cpp there).
 */
public final class Blueprints {

  private static final Set<String> ARCHITECTURES =
      Collections.unmodifiableSet(
          new TreeSet<>(
              List.of(
                  "bert",
                  "cohere2",
                  "deepseek2",
                  "gemma",
                  "gemma-embedding",
                  "gemma2",
                  "gemma3",
                  "gemma4",
                  "gpt-oss",
                  "granite",
                  "granitehybrid",
                  "granitemoe",
                  "lfm2",
                  "llama",
                  "mistral3",
                  "nomic-bert",
                  "olmo2",
                  "phi3",
                  "qwen2",
                  "qwen3",
                  "qwen35",
                  "qwen35moe",
                  "qwen3moe",
                  "smollm3")));

  private Blueprints() {}

  /** The architectures that can be drawn, as GGUF files name them. */
  public static Set<String> architectures() {
    return ARCHITECTURES;
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
    Metadata metadata =
        hyperParameters.has(GgufKeys.ARCHITECTURE)
            ? hyperParameters
            : hyperParameters.with(GgufKeys.ARCHITECTURE, GgufValue.Text.of(architecture));
    Drawing drawing = new Drawing(new ModelFacts(architecture, metadata, List.of()), traits);
    draw(architecture, drawing);
    return new ModelFacts(architecture, metadata, drawing.tensors());
  }

  private static void draw(String architecture, Drawing drawing) {
    switch (architecture) {
      case "llama", "mistral3", "granite", "granitemoe", "smollm3", "gemma" ->
          LlamaBlueprints.llama(drawing);
      case "phi3" -> LlamaBlueprints.phi3(drawing);
      case "olmo2" -> LlamaBlueprints.olmo2(drawing);
      case "cohere2" -> LlamaBlueprints.cohere2(drawing);
      case "gpt-oss" -> LlamaBlueprints.gptOss(drawing);
      case "deepseek2" -> LlamaBlueprints.deepseek2(drawing);
      case "qwen2" -> QwenBlueprints.qwen2(drawing);
      case "qwen3" -> QwenBlueprints.qwen3(drawing);
      case "qwen3moe" -> QwenBlueprints.qwen3Moe(drawing);
      case "qwen35" -> QwenBlueprints.qwen35(drawing);
      case "qwen35moe" -> QwenBlueprints.qwen35Moe(drawing);
      case "gemma2" -> GemmaBlueprints.gemma2(drawing);
      case "gemma3", "gemma-embedding" -> GemmaBlueprints.gemma3(drawing);
      case "gemma4" -> GemmaBlueprints.gemma4(drawing);
      case "bert" -> BertBlueprints.bert(drawing);
      case "nomic-bert" -> BertBlueprints.nomicBert(drawing);
      case "granitehybrid" -> HybridBlueprints.graniteHybrid(drawing);
      case "lfm2" -> HybridBlueprints.lfm2(drawing);
      default ->
          throw new IllegalArgumentException(
              "the tensors of architecture '"
                  + architecture
                  + "' do not follow from its hyper-parameters here"
                  + Suggestion.nearest(architecture, architectures())
                      .map(name -> "; did you mean '" + name + "'?")
                      .orElse("; known are " + String.join(", ", architectures())));
    }
  }
}
