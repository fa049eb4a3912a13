package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.Table;
import dev.sirius.core.family.FamilyLevel;
import dev.sirius.core.family.Lineage;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.ollama.HumanText;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.family.DescribeFamily;
import dev.sirius.core.usecase.family.DescribeFamily.Described;
import dev.sirius.core.usecase.family.VerifyLevels.Verified;
import dev.sirius.core.weights.TensorCheck;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shows a family: its levels, what they need, whether they fit and exist, what they cost on disk.
 */
final class FamilyView {

  private FamilyView() {}

  static void print(Described family, Console console) {
    FamilyLevel parent = family.state().family().parent();
    console.headline(
        family.state().name().shortForm(),
        "  family of "
            + parent.type().label()
            + family.state().current().map(type -> ", at " + type.label() + " now").orElse("")
            + parent
                .threshold()
                .contextLength()
                .map(tokens -> ", " + tokens + " tokens of context")
                .orElse(""));
    Table table = new Table(2).row("LEVEL", "NEEDS", "FITS", "ON DISK", "MODEL");
    for (DescribeFamily.Level level : family.levels()) {
      table.row(
          level.member().type().label(),
          level.member().level().threshold().memory().toString(),
          level.fits().fold((fits, source) -> fits ? "yes" : "no", reason -> "?"),
          onDisk(level),
          level.member().exists()
              ? level.member().name()
                  + (level.sharedWith().isEmpty()
                      ? ""
                      : ", weights shared with "
                          + level.sharedWith().stream()
                              .map(ModelName::shortForm)
                              .collect(Collectors.joining(", ")))
              : "not made yet");
    }
    console.lines(table.lines());
    console.line(
        "  "
            + family
                .free()
                .fold(
                    (size, source) -> "free now " + size + " (" + source + ")",
                    reason -> "free memory not known: " + reason)
            + family
                .disk()
                .fold(
                    (size, source) -> "; on disk " + HumanText.size(size.bytes()) + " in all",
                    reason -> ""));
    family.damages().forEach(damage -> console.line("  ! " + damage));
  }

  private static String onDisk(DescribeFamily.Level level) {
    return level
        .disk()
        .fold(
            (size, source) -> HumanText.size(size.bytes()),
            reason -> level.member().installed().map(InstalledModel::sizeText).orElse("-"));
  }

  static Map<String, @Nullable Object> document(Described family) {
    return Json.object(
        "name", family.state().name().shortForm(),
        "parent", family.state().family().parent().type().label(),
        "current", family.state().current().map(QuantizationType::label).orElse(null),
        "context", family.state().family().parent().threshold().contextLength().orElse(null),
        "freeBytes", Json.valueOrNull(family.free(), ByteSize::bytes),
        "diskBytes", Json.valueOrNull(family.disk(), ByteSize::bytes),
        "levels", family.levels().stream().map(FamilyView::document).toList(),
        "damages", family.damages());
  }

  private static Map<String, @Nullable Object> document(DescribeFamily.Level level) {
    return Json.object(
        "type", level.member().type().label(),
        "name", level.member().name().shortForm(),
        "threshold", level.member().level().threshold().toString(),
        "thresholdBytes", level.member().level().threshold().memory().bytes(),
        "exists", level.member().exists(),
        "fits", Json.valueOrNull(level.fits(), fits -> fits),
        "diskBytes", Json.valueOrNull(level.disk(), ByteSize::bytes),
        "sharedWith", level.sharedWith().stream().map(ModelName::shortForm).toList());
  }

  static void print(List<Verified> verified, Console console) {
    if (verified.isEmpty()) {
      console.line("  no level but the parent exists; there is nothing to compare");
    }
    for (Verified level : verified) {
      console.line(
          "  "
              + level.level().label()
              + ": "
              + (level.isSame()
                  ? "all " + level.checks().size() + " tensors are what the parent gives"
                  : wrong(level))
              + (level.isOfThisParent() ? "" : "; its file names another parent")
              + level.lineage().map(Lineage::version).map(v -> " (made by " + v + ")").orElse(""));
    }
  }

  private static String wrong(Verified level) {
    List<TensorCheck> different = level.different();
    return different.size()
        + " of "
        + level.checks().size()
        + " tensors are not what the parent gives"
        + (different.isEmpty() ? "" : ", the first " + different.get(0).tensor())
        + (level.extra() == 0 ? "" : ", and " + level.extra() + " are too many");
  }

  static Map<String, @Nullable Object> document(Verified level) {
    return Json.object(
        "type", level.level().label(),
        "name", level.name().shortForm(),
        "same", level.isSame(),
        "tensors", level.checks().size(),
        "different",
            level.different().stream()
                .map(
                    check ->
                        Json.object(
                            "tensor", check.tensor(),
                            "expected", check.expected(),
                            "found", check.found()))
                .toList(),
        "extra", level.extra(),
        "parentTensors", level.parentTensors(),
        "ofThisParent", level.isOfThisParent(),
        "madeBy", level.lineage().map(Lineage::version).orElse(null));
  }
}
