package dev.sirius.core.device.port;

/** The probe itself cannot work. The message says what happened, to what, and what to do next. */
public final class DeviceProbeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DeviceProbeException(String message) {
    super(message);
  }

  public DeviceProbeException(String message, Throwable cause) {
    super(message, cause);
  }
}
