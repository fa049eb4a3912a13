package dev.sirius.cli.config;

import dev.sirius.core.size.ByteSize;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The value of every setting, and where each comes from. */
public final class Configuration {

  /**
   * A setting's value.
   *
   * @param text the value; empty when the setting is not set and has no default
   * @param origin the flag, variable, file or {@code default} that it comes from
   */
  public record Value(String text, String origin) {}

  private final Map<Setting, Value> values;

  private Configuration(Map<Setting, Value> values) {
    this.values = values;
  }

  /**
   * Merges what was found; the first source that sets a value counts.
   *
   * @throws ConfigurationException when a value is not what its setting allows
   */
  @SafeVarargs
  public static Configuration merge(Map<Setting, Value>... strongestFirst) {
    Map<Setting, Value> merged = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      Value value = new Value(setting.defaultValue(), "default");
      for (Map<Setting, Value> source : strongestFirst) {
        Value found = source.get(setting);
        if (found != null) {
          value = found;
          break;
        }
      }
      check(setting, value);
      merged.put(setting, value);
    }
    return new Configuration(merged);
  }

  private static void check(Setting setting, Value value) {
    if (value.text().isEmpty()) {
      return;
    }
    try {
      setting.check(value.text());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          value.origin() + ": " + setting.key() + ": " + e.getMessage(), e);
    }
  }

  /** A setting's value and origin. */
  public Value of(Setting setting) {
    Value value = values.get(setting);
    if (value == null) {
      throw new IllegalStateException(setting + " was left out of the merge");
    }
    return value;
  }

  /** A setting's text; empty when it is not set. */
  public Optional<String> text(Setting setting) {
    return Optional.of(of(setting).text()).filter(text -> !text.isEmpty());
  }

  public Optional<ByteSize> size(Setting setting) {
    return text(setting).map(ByteSize::parse);
  }

  public Optional<Integer> count(Setting setting) {
    return text(setting).map(Integer::valueOf);
  }

  public Optional<Float> fraction(Setting setting) {
    return text(setting).map(Float::valueOf);
  }

  /** A size that has a default. */
  public ByteSize requiredSize(Setting setting) {
    return size(setting).orElseThrow(() -> empty(setting));
  }

  /** A count that has a default. */
  public int requiredCount(Setting setting) {
    return count(setting).orElseThrow(() -> empty(setting));
  }

  private ConfigurationException empty(Setting setting) {
    return new ConfigurationException(
        of(setting).origin() + ": " + setting.key() + " is empty; a value is needed");
  }
}
