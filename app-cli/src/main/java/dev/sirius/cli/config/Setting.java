package dev.sirius.cli.config;

import dev.sirius.core.size.ByteSize;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting: its key in {@code sirius.json}, its environment variable, what a value must be,
 * and its default.
 *
 * <p>A flag counts before the environment, the environment before the file, the file before the
 * default.
 */
public enum Setting {
  ADAPTER("adapter", "auto, http, cli, store", "auto", "how to reach Ollama"),
  OLLAMA_HOST("ollama.host", Kind.TEXT, "", "Ollama's address; all forms of OLLAMA_HOST"),
  OLLAMA_PROGRAM("ollama.program", Kind.TEXT, "", "the ollama program; empty: search PATH"),
  OLLAMA_TIMEOUT(
      "ollama.timeoutSeconds", Kind.POSITIVE, "30", "longest wait for a short answer, in seconds"),
  STORE_FOLDER(
      "store.folder",
      Kind.TEXT,
      "",
      "Ollama's model folder; empty: OLLAMA_MODELS, ~/.ollama/models"),
  OFFLINE("offline", Kind.FLAG, "false", "true: open no connection to a registry"),
  REGISTRY_OLLAMA(
      "registry.ollama", Kind.TEXT, "https://registry.ollama.ai", "address of Ollama's registry"),
  REGISTRY_HUB(
      "registry.hub", Kind.TEXT, "https://huggingface.co", "address of the hub, or of a mirror"),
  DEVICE_PROBE("device.probe", "oshi, file", "oshi", "what tells the device's facts"),
  DEVICE_FILE("device.file", Kind.TEXT, "", "a device file; counts before the probe"),
  DEVICE_MEMORY("device.memory", Kind.SIZE, "", "stated total memory, such as 8GiB"),
  DEVICE_CORES("device.cores", Kind.POSITIVE, "", "stated number of cores"),
  DEVICE_VRAM("device.vram", Kind.SIZE, "", "stated accelerator memory; 0: no accelerator"),
  POLICY_BY(
      "policy.by", "fit, tier", "fit", "what chooses: what fits of a model, or the device's tier"),
  HIGH_MEMORY("policy.high.memory", Kind.SIZE, "8192MiB", "memory from which on HIGH is chosen"),
  HIGH_CORES("policy.high.cores", Kind.POSITIVE, "8", "cores from which on HIGH is chosen"),
  MEDIUM_MEMORY("policy.medium.memory", Kind.SIZE, "4096MiB", "the same for MEDIUM"),
  MEDIUM_CORES("policy.medium.cores", Kind.POSITIVE, "4", "the same for MEDIUM"),
  MOBILE_LEVEL_MEMORY("policy.mobile.memory", Kind.SIZE, "2048MiB", "the same for MOBILE"),
  MOBILE_MEMORY("mobile.memory", Kind.SIZE, "2048MiB", "memory of the mobile profile"),
  MOBILE_CORES("mobile.cores", Kind.POSITIVE, "4", "cores of the mobile profile"),
  MODELFILE_SYSTEM(
      "modelfile.system",
      Kind.TEXT,
      "You are S.I.R.I.U.S., an intelligent executive assistant.",
      "system prompt that 'sirius modelfile' writes"),
  MODELFILE_NUM_CTX(
      "modelfile.numCtx", Kind.POSITIVE, "4096", "context length that it writes, in tokens"),
  MODELFILE_TEMPERATURE(
      "modelfile.temperature", Kind.FRACTION, "0.7", "temperature that it writes");

  /** What a value must be. */
  enum Kind {
    TEXT,
    SIZE,
    POSITIVE,
    FRACTION,
    FLAG,
    CHOICE;

    boolean isNumber() {
      return this == POSITIVE || this == FRACTION;
    }
  }

  private final String key;
  private final Kind kind;
  private final String choices;
  private final String defaultValue;
  private final String description;

  Setting(String key, Kind kind, String defaultValue, String description) {
    this(key, kind, "", defaultValue, description);
  }

  Setting(String key, String choices, String defaultValue, String description) {
    this(key, Kind.CHOICE, choices, defaultValue, description);
  }

  Setting(String key, Kind kind, String choices, String defaultValue, String description) {
    this.key = key;
    this.kind = kind;
    this.choices = choices;
    this.defaultValue = defaultValue;
    this.description = description;
  }

  /** The key in the file, with dots for nested objects. */
  public String key() {
    return key;
  }

  /** The environment variable, such as {@code SIRIUS_DEVICE_MEMORY}. */
  public String variable() {
    String words = key.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_');
    return "SIRIUS_" + words.toUpperCase(Locale.ROOT);
  }

  public String defaultValue() {
    return defaultValue;
  }

  public String description() {
    return description;
  }

  Kind kind() {
    return kind;
  }

  static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  /**
   * Checks a value that is not empty.
   *
   * @throws IllegalArgumentException when it is not what this setting allows
   */
  void check(String value) {
    switch (kind) {
      case SIZE -> ByteSize.parse(value);
      case POSITIVE ->
          require(
              value.matches("[1-9]\\d{0,8}"), value, "write a whole number from 1 to 999999999");
      case FRACTION ->
          require(
              value.matches("\\d{1,6}(\\.\\d{1,9})?"),
              value,
              "write a number of 0 or more, such as 0.7");
      case FLAG ->
          require(value.matches("true|false|1|0"), value, "write true or false, or 1 or 0");
      case CHOICE ->
          require(List.of(choices.split(", ")).contains(value), value, "write one of " + choices);
      case TEXT -> {}
    }
  }

  private static void require(boolean allowed, String value, String instead) {
    if (!allowed) {
      throw new IllegalArgumentException("'" + value + "' is not allowed; " + instead);
    }
  }
}
