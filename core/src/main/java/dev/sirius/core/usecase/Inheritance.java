package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.modelfile.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a model that Ollama makes {@code FROM} another one takes over from it: weights, projector,
 * adapter, draft, template, system prompt, parameters, messages and licences, in all versions;
 * renderer and parser since 0.12.7, although there have been such since 0.12.0; the required
 * version ever since there has been one (server/create.go of ollama/ollama, read from its
 * releases).
 *
 * @param version the server's; not known where there is none: a model folder takes over everything
 */
record Inheritance(Fact<OllamaVersion> version) {
  Inheritance {
    requireNonNull(version, "version");
  }

  /**
   * The instructions that must be given again for the new model to have all that its base has.
   *
   * @throws ModelStoreException {@code REFUSED} when something would be lost and cannot be read
   */
  List<Instruction> toRepeat(ModelDescription base) {
    List<Instruction> instructions = new ArrayList<>();
    version
        .toOptional()
        .filter(Inheritance::losesRendererAndParser)
        .ifPresent(
            loser -> {
              repeat(
                  loser,
                  base,
                  "renderer",
                  base.renderer(),
                  Instruction.Renderer::new,
                  instructions);
              repeat(loser, base, "parser", base.parser(), Instruction.Parser::new, instructions);
            });
    return instructions;
  }

  private static boolean losesRendererAndParser(OllamaVersion version) {
    return version.isAtLeast(0, 12, 0) && !version.isAtLeast(0, 12, 7);
  }

  private static void repeat(
      OllamaVersion version,
      ModelDescription base,
      String what,
      Fact<String> name,
      Function<String, Instruction> instruction,
      List<Instruction> instructions) {
    String known =
        name.toOptional()
            .orElseThrow(
                () ->
                    new ModelStoreException(
                        Kind.REFUSED,
                        "Ollama "
                            + version
                            + " would lose the "
                            + what
                            + " of "
                            + base.name()
                            + ", and it cannot be read ("
                            + name.origin()
                            + "); update Ollama to 0.12.7 or later"));
    if (!known.isEmpty()) {
      instructions.add(instruction.apply(known));
    }
  }
}
