package dev.sirius.core.model;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.modelfile.Message;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.quantization.QuantizationType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Ollama tells of one installed model.
 *
 * <p>Texts are known and empty when the model has none; they are unknown when the way that was
 * asked cannot tell.
 *
 * @param name the name that was asked for
 * @param architecture such as {@code llama}
 * @param parameterSize the number of weights as Ollama prints it, such as {@code 8.0B}
 * @param quantization as Ollama prints it, such as {@code Q4_K_M}; {@code unknown} for files that
 *     say none
 * @param contextLength tokens that it was trained for
 * @param embeddingLength elements of an embedding
 * @param capabilities such as {@code completion}, {@code tools}, {@code vision}
 * @param parameters the parameters set in the model, in no particular order, several {@code stop}
 *     in theirs
 * @param template the prompt template
 * @param system the system prompt
 * @param license all licences, joined by line breaks
 * @param messages the conversation that it starts with
 * @param requires the least version of Ollama that it asks for; empty when it asks for none
 * @param renderer the built-in prompt renderer; empty when there is none
 * @param parser the built-in answer parser; empty when there is none
 * @param parts what the model consists of beside its weights: {@code projector}, {@code adapter},
 *     {@code draft}
 * @param modelfile the Modelfile as Ollama prints it, raw; it does not always say what the model
 *     holds
 * @param metadata GGUF key-values by key
 * @param tensors tensor table
 */
public record ModelDescription(
    ModelName name,
    Fact<String> architecture,
    Fact<String> parameterSize,
    Fact<String> quantization,
    Fact<Long> contextLength,
    Fact<Long> embeddingLength,
    Fact<Set<String>> capabilities,
    Fact<List<Parameter>> parameters,
    Fact<String> template,
    Fact<String> system,
    Fact<String> license,
    Fact<List<Message>> messages,
    Fact<String> requires,
    Fact<String> renderer,
    Fact<String> parser,
    Fact<Set<String>> parts,
    Fact<String> modelfile,
    Fact<Map<String, MetadataValue>> metadata,
    Fact<List<TensorDescription>> tensors) {

  public ModelDescription {
    requireNonNull(name, "name");
    requireNonNull(architecture, "architecture");
    requireNonNull(parameterSize, "parameterSize");
    requireNonNull(quantization, "quantization");
    requireNonNull(contextLength, "contextLength");
    requireNonNull(embeddingLength, "embeddingLength");
    capabilities = capabilities.map(Set::copyOf);
    parameters = parameters.map(List::copyOf);
    requireNonNull(template, "template");
    requireNonNull(system, "system");
    requireNonNull(license, "license");
    messages = messages.map(List::copyOf);
    requireNonNull(requires, "requires");
    requireNonNull(renderer, "renderer");
    requireNonNull(parser, "parser");
    parts = parts.map(Set::copyOf);
    requireNonNull(modelfile, "modelfile");
    metadata = metadata.map(Map::copyOf);
    tensors = tensors.map(List::copyOf);
  }

  /** The quantization as a type, when Ollama names one that Sirius knows. */
  public Fact<QuantizationType> quantizationType() {
    return quantization.fold(
        (text, source) ->
            QuantizationType.named(text)
                .map(type -> Fact.known(type, source))
                .orElseGet(() -> Fact.unknown("Ollama reports the quantization '" + text + "'")),
        Fact::unknown);
  }
}
