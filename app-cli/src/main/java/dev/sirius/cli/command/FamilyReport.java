package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.ProgressLine;
import dev.sirius.cli.output.Table;
import dev.sirius.core.family.Family;
import dev.sirius.core.family.FamilyLevel;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.usecase.family.CreateFamily;
import dev.sirius.core.usecase.family.FamilyOrder;
import dev.sirius.core.usecase.family.FamilyPlan;
import dev.sirius.core.usecase.family.FamilyState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Carries out and tells what an order for a family comes to. */
final class FamilyReport {

  private final GlobalOptions options;
  private final Console console;

  FamilyReport(GlobalOptions options, Console console) {
    this.options = options;
    this.console = console;
  }

  /**
   * Carries an order out, or says why not.
   *
   * @param measurement measures this device before, unless nothing is to be done
   * @throws CommandFailure when it cannot be carried out
   */
  void finish(
      FamilyOrder order, boolean dryRun, CreateFamily createFamily, FirstMeasurement measurement) {
    if (dryRun) {
      tell(createFamily.plan(order), true);
    } else {
      measurement.takeOnceBefore(() -> tell(carriedOut(order, createFamily), false));
    }
  }

  private FamilyPlan carriedOut(FamilyOrder order, CreateFamily createFamily) {
    try (ProgressLine progress = console.progress()) {
      return createFamily.create(order, progress);
    }
  }

  /**
   * Tells what came of an order.
   *
   * @param dryRun whether nothing was done
   * @throws CommandFailure when it could not be carried out
   */
  void tell(FamilyPlan plan, boolean dryRun) {
    if (plan instanceof FamilyPlan.NameTaken taken) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "a model named "
              + taken.name()
              + " exists"
              + taken
                  .family()
                  .map(
                      family ->
                          " and belongs to another family ("
                              + levels(family)
                              + "), whose record is never changed")
                  .orElse("")
              + "; choose another name, or --force to replace it");
    }
    if (plan instanceof FamilyPlan.NothingFits nothing) {
      FamilyLevel lowest = nothing.family().levels().get(nothing.family().levels().size() - 1);
      throw new CommandFailure(
          ExitCode.DOES_NOT_FIT,
          nothing.source()
              + " does not fit now, not even as "
              + lowest.type().label()
              + ", which takes "
              + lowest.threshold().memory()
              + "; free some memory, or name the level with --type");
    }
    if (plan instanceof FamilyPlan.Complete complete) {
      tell(complete.family());
    } else {
      tell((FamilyPlan.Ready) plan, dryRun);
    }
  }

  private static String levels(Family family) {
    return String.join(
        ", ",
        family.levels().stream()
            .map(level -> level.type().label() + " " + level.threshold())
            .toList());
  }

  private void tell(FamilyState family) {
    if (options.json()) {
      console.json(
          Json.object(
              "action", "none",
              "family", family.name().shortForm(),
              "source", null,
              "parent", family.parent().type().label(),
              "primary", family.current().map(QuantizationType::label).orElse(null),
              "made", List.of(),
              "levels",
                  family.members().stream()
                      .map(member -> document(family.family(), member.level(), member.exists()))
                      .toList()));
      return;
    }
    console.line(
        family.name()
            + " is a family already, at "
            + family.current().map(QuantizationType::label).orElse("no level")
            + "; nothing was changed");
  }

  private void tell(FamilyPlan.Ready plan, boolean dryRun) {
    Family family = plan.family();
    Set<QuantizationType> made = new TreeSet<>(plan.toMake());
    if (plan.parentMissing()) {
      made.add(family.parent().type());
    }
    if (options.json()) {
      console.json(document(plan, made, dryRun));
      return;
    }
    Table table = new Table(0);
    table.row("source", plan.source() + ", " + plan.sourceType().label());
    table.row(dryRun ? "would make" : "family", family.primary().shortForm());
    table.row(
        "parent",
        family.parent().type().label()
            + (plan.sourceType() == family.parent().type()
                ? ", the source's weights, kept once"
                : ", quantized by Sirius"));
    table.row("primary", plan.primary().label());
    for (FamilyLevel level : family.levels()) {
      table.row(
          "level",
          String.format(
              Locale.ROOT,
              "%-7s threshold %s%s",
              level.type().label(),
              level.threshold(),
              made.contains(level.type()) ? dryRun ? ", would be made" : ", made" : ""));
    }
    console.lines(table.lines());
  }

  private static Map<String, @Nullable Object> document(
      FamilyPlan.Ready plan, Set<QuantizationType> made, boolean dryRun) {
    Family family = plan.family();
    List<String> names = new ArrayList<>();
    made.forEach(type -> names.add(family.member(type).shortForm()));
    return Json.object(
        "action", dryRun ? "would-create" : "created",
        "family", family.primary().shortForm(),
        "source", plan.source().text(),
        "parent", family.parent().type().label(),
        "primary", plan.primary().label(),
        "made", names,
        "levels",
            family.levels().stream()
                .map(level -> document(family, level, made.contains(level.type())))
                .toList());
  }

  private static Map<String, @Nullable Object> document(
      Family family, FamilyLevel level, boolean exists) {
    ModelName name = family.member(level.type());
    Optional<Long> context = level.threshold().contextLength();
    return Json.object(
        "type", level.type().label(),
        "name", name.shortForm(),
        "threshold", level.threshold().toString(),
        "thresholdBytes", level.threshold().memory().bytes(),
        "context", context.orElse(null),
        "exists", exists);
  }
}
