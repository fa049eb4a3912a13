package dev.sirius.benchmarks;

import dev.sirius.adapters.catalogue.JsonModelCatalogue;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.FormsOfModel;
import dev.sirius.core.plan.MemoryBudget;
import dev.sirius.core.plan.ModelPlanner;
import dev.sirius.core.plan.QuantizedForms;
import dev.sirius.core.plan.SpeedBases;
import dev.sirius.core.plan.memory.OllamaRun;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Size, memory and fit of 60 models of the catalogue at 16 types each, from their facts on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class Planning {

  private static final int MODELS = 60;
  private static final int TYPES = 16;

  private final List<ModelFacts> models =
      new JsonModelCatalogue(Optional.empty())
          .models().stream()
              .flatMap(model -> model.entries().stream())
              .limit(MODELS)
              .map(entry -> entry.facts())
              .toList();
  private final List<QuantizationType> types = List.of(QuantizationType.values()).subList(0, TYPES);
  private final MemoryBudget budget =
      new MemoryBudget(
          Fact.known(ByteSize.ofGiB(16), "stated"),
          ByteSize.ZERO,
          Optional.empty(),
          List.of(),
          false);

  /** All of them, with nothing remembered from one to the next. */
  @Benchmark
  public void plan(Blackhole plans) {
    for (ModelFacts facts : models) {
      FormsOfModel forms =
          new FormsOfModel(facts, Optional.of(QuantizationType.F16), new QuantizedForms());
      ModelPlanner planner = new ModelPlanner(facts, forms, budget, SpeedBases.unknown());
      OllamaRun run =
          OllamaRun.defaults(Map.of(), ByteSize.ZERO, facts.uint("context_length").orElse(0));
      for (QuantizationType type : types) {
        plans.consume(planner.candidate(type, run));
      }
    }
  }
}
