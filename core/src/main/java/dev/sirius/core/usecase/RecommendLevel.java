package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.policy.LevelPolicy;
import dev.sirius.core.policy.Recommendation;

/** Says which level suits the device, and why. */
public final class RecommendLevel {

  private final DeviceProbe probe;
  private final LevelPolicy policy;

  public RecommendLevel(DeviceProbe probe, LevelPolicy policy) {
    this.probe = requireNonNull(probe, "probe");
    this.policy = requireNonNull(policy, "policy");
  }

  /** Finds out as much of the device as the policy needs, and asks the policy. */
  public Recommendation recommend() {
    return policy.recommend(probe.probe(policy.aspects()));
  }
}
