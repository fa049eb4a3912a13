package dev.sirius.core.plan.speed;

import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.fact.Fact;

/**
 * By what a measurement is known to be of this device: its processor, cores, memory and system.
 *
 * @param text one line
 */
public record DeviceFingerprint(String text) {

  public DeviceFingerprint {
    if (text.isBlank() || text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a fingerprint is blank or longer than a line");
    }
  }

  /** The fingerprint of a device; what is not known of it counts as a value of its own. */
  public static DeviceFingerprint of(DeviceProfile device) {
    return new DeviceFingerprint(
        String.join(
            "; ",
            part(device.processor().name()),
            part(device.processor().usableCores()) + " cores",
            part(device.memory().total().map(size -> size.wholeMiB() / 64 * 64)) + " MiB",
            part(device.platform().os()),
            part(device.platform().architecture())));
  }

  private static String part(Fact<?> fact) {
    return fact.fold((value, source) -> value.toString().replace('\n', ' '), reason -> "?");
  }
}
