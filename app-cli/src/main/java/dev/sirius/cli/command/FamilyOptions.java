package dev.sirius.cli.command;

import dev.sirius.cli.command.TargetOptions.TypeConverter;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.usecase.Target;
import dev.sirius.core.usecase.family.FamilyOrder;
import dev.sirius.core.usecase.family.FamilyOrder.Materialize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** What a family shall be like. */
public final class FamilyOptions {

  @Option(
      names = "--materialize",
      paramLabel = "all|TYPE,…",
      converter = MaterializeConverter.class,
      description = {
        "Levels of a family to make at once beside the",
        "parent and the primary; the next one down",
        "unless said."
      })
  private @Nullable Materialize materialize;

  @Option(
      names = "--parent",
      paramLabel = "TYPE",
      converter = TypeConverter.class,
      description = {
        "The level that a family's others are made from;",
        "the source's own unless said."
      })
  private @Nullable QuantizationType parent;

  @Option(
      names = "--family-context",
      paramLabel = "N",
      description = {
        "Tokens of context that a family's thresholds",
        "hold at, and that its members run at."
      })
  private @Nullable Long context;

  /** Whether any of them was given. */
  boolean given() {
    return materialize != null || parent != null || context != null;
  }

  FamilyOrder order(
      ModelSource source,
      ModelName name,
      Optional<Target> target,
      List<Instruction> changes,
      boolean replace,
      Map<String, String> environment) {
    return new FamilyOrder(
        source,
        name,
        target.map(Target::type),
        Optional.ofNullable(parent),
        materialize == null ? new Materialize.Next() : materialize,
        Optional.ofNullable(context),
        changes,
        replace,
        PlanOptions.ofOllama(environment));
  }

  static final class MaterializeConverter implements ITypeConverter<Materialize> {
    @Override
    public Materialize convert(String value) {
      if (value.equalsIgnoreCase("all")) {
        return new Materialize.All();
      }
      List<QuantizationType> types = new ArrayList<>();
      for (String part : value.split(",", -1)) {
        types.add(new TypeConverter().convert(part.strip()));
      }
      return new Materialize.Some(types);
    }
  }
}
