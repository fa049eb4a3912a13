package dev.sirius.core.policy;

/** What a type of weights is chosen by when none is named. */
public enum ChosenBy {
  /** The model's size and the device's memory: {@link FitPolicy}. */
  FIT("fit"),
  /** The device alone, whatever the model: {@link TierPolicy}. */
  TIER("tier");

  private final String code;

  ChosenBy(String code) {
    this.code = code;
  }

  /** The word for it on the command line, in the configuration and for programs. */
  public String code() {
    return code;
  }
}
