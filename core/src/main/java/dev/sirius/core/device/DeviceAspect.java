package dev.sirius.core.device;

/** A part of a {@link DeviceProfile} that can be asked for by itself; some are slow to find out. */
public enum DeviceAspect {
  MEMORY,
  PROCESSOR,
  ACCELERATORS,
  PLATFORM
}
