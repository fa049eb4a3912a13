package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.quantization.QuantizationType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An order for a family made of another model.
 *
 * @param source the installed model, or a GGUF file of this machine
 * @param name the family's name
 * @param primary the level that it shall run at; empty for the highest one that fits
 * @param parent the level that all others shall be made from; empty for the source's own, or 16-bit
 *     where that has 32
 * @param materialize which levels to make at once
 * @param context tokens of context that the thresholds hold at; empty for what Ollama would take
 * @param changes what shall differ from the source beside the weights
 * @param replace whether models that are in the way may be replaced
 * @param environment the Ollama server's environment, as far as it is known
 */
public record FamilyOrder(
    ModelSource source,
    ModelName name,
    Optional<QuantizationType> primary,
    Optional<QuantizationType> parent,
    Materialize materialize,
    Optional<Long> context,
    List<Instruction> changes,
    boolean replace,
    Map<String, String> environment) {

  /** Which levels to make at once; the parent and the primary are among them always. */
  public sealed interface Materialize {

    /** The next level below the primary. */
    record Next() implements Materialize {}

    /** All. */
    record All() implements Materialize {}

    /** Some, which become levels of the family when they are none yet. */
    record Some(List<QuantizationType> types) implements Materialize {
      public Some {
        types = List.copyOf(types);
      }
    }
  }

  public FamilyOrder {
    requireNonNull(source, "source");
    requireNonNull(name, "name");
    requireNonNull(primary, "primary");
    requireNonNull(parent, "parent");
    requireNonNull(materialize, "materialize");
    requireNonNull(context, "context");
    changes = List.copyOf(changes);
    environment = Map.copyOf(environment);
    if (source instanceof ModelSource.Installed installed && installed.name().sameAs(name)) {
      throw new IllegalArgumentException(
          "the family has the name of what it is made of, " + source + "; give it another one");
    }
    context
        .filter(tokens -> tokens < 1)
        .ifPresent(
            tokens -> {
              throw new IllegalArgumentException(
                  "a context of " + tokens + " tokens; 1 or more is allowed");
            });
  }

  /** An order for a family of an installed model with all left to Sirius. */
  public static FamilyOrder of(ModelName source, ModelName name) {
    return new FamilyOrder(
        new ModelSource.Installed(source),
        name,
        Optional.empty(),
        Optional.empty(),
        new Materialize.Next(),
        Optional.empty(),
        List.of(),
        false,
        Map.of());
  }
}
