package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.policy.TypeChoice;
import dev.sirius.core.weights.WeightsRoute;
import java.util.Optional;

/** What an order for a model comes to, before anything is changed. */
public sealed interface CreatePlan {

  /**
   * It can be carried out.
   *
   * @param order the order
   * @param request what is asked of Ollama; where Sirius quantizes, its FROM names the weights that
   *     it starts from
   * @param route how its weights are come by
   * @param levels what the new model will record of its levels
   * @param replaces whether a model of that name exists and will be replaced
   * @param bySirius what Sirius quantizes; empty when it does not
   */
  record Ready(
      CreateOrder order,
      CreateRequest request,
      WeightsRoute route,
      LevelRecord levels,
      boolean replaces,
      Optional<LevelPlan> bySirius)
      implements CreatePlan {
    public Ready {
      requireNonNull(order, "order");
      requireNonNull(request, "request");
      requireNonNull(route, "route");
      requireNonNull(levels, "levels");
      requireNonNull(bySirius, "bySirius");
    }

    /** What it is made from. */
    public ModelSource base() {
      return order.base();
    }
  }

  /** A model of that name exists and may not be replaced. */
  record NameTaken(ModelName name) implements CreatePlan {
    public NameTaken {
      requireNonNull(name, "name");
    }
  }

  /** The weights cannot be come by. */
  record LevelUnreachable(ModelSource base, WeightsRoute.Unreachable route) implements CreatePlan {
    public LevelUnreachable {
      requireNonNull(base, "base");
      requireNonNull(route, "route");
    }
  }

  /** There is guidance to quantize by, and nothing to quantize: the weights serve as they are. */
  record NothingToQuantize(ModelSource base, WeightsRoute.AsTheyAre route) implements CreatePlan {
    public NothingToQuantize {
      requireNonNull(base, "base");
      requireNonNull(route, "route");
    }
  }

  /** No level of the base fits this device, and none was named. */
  record NothingFits(ModelSource base, TypeChoice choice) implements CreatePlan {
    public NothingFits {
      requireNonNull(base, "base");
      requireNonNull(choice, "choice");
    }
  }

  /**
   * The model is optimized already; nothing is to be done. Only {@link OptimizeModel} says this.
   */
  record AlreadyOptimized(ModelName name, LevelRecord levels) implements CreatePlan {
    public AlreadyOptimized {
      requireNonNull(name, "name");
      requireNonNull(levels, "levels");
    }
  }
}
