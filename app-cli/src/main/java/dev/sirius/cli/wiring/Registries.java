package dev.sirius.cli.wiring;

import dev.sirius.adapters.registry.HttpRegistry;
import dev.sirius.adapters.registry.Tokens;
import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.config.ConfigurationException;
import dev.sirius.cli.config.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The registries of published models, as the configuration says. */
public final class Registries {

  private static final Set<String> ON = Set.of("true", "1");

  private final Configuration configuration;
  private final Map<String, String> environment;
  private final Consumer<String> trace;
  private @Nullable HttpRegistry connected;

  /**
   * @param configuration the settings
   * @param environment the environment variables, of which {@code HF_TOKEN} and those that name
   *     proxies count
   * @param trace is told each request
   */
  public Registries(
      Configuration configuration, Map<String, String> environment, Consumer<String> trace) {
    this.configuration = configuration;
    this.environment = Map.copyOf(environment);
    this.trace = trace;
  }

  /** Whether no connection may be opened. */
  public boolean offline() {
    return ON.contains(configuration.of(Setting.OFFLINE).text());
  }

  /** The way to them; nothing is asked yet. */
  public synchronized HttpRegistry connect() {
    HttpRegistry existing = connected;
    if (existing == null) {
      existing = make();
      connected = existing;
    }
    return existing;
  }

  private HttpRegistry make() {
    URI hub = address(Setting.REGISTRY_HUB);
    HttpRegistry.Builder builder =
        HttpRegistry.builder()
            .ollama(address(Setting.REGISTRY_OLLAMA))
            .hub(hub)
            .environment(environment)
            .offline(offline())
            .cache(CacheFolder.of(environment).resolve("registry"))
            .trace(trace);
    String token = environment.getOrDefault("HF_TOKEN", "").strip();
    if (!token.isEmpty()) {
      builder.tokens(Tokens.of(token, hub));
    }
    return builder.build();
  }

  private URI address(Setting setting) {
    Configuration.Value value = configuration.of(setting);
    try {
      URI address = new URI(value.text());
      if (Set.of("http", "https").contains(String.valueOf(address.getScheme()))
          && address.getHost() != null
          && address.getUserInfo() == null
          && address.getQuery() == null) {
        return address;
      }
      throw new ConfigurationException(
          value.origin() + ": '" + value.text() + "' is no http or https address of a registry");
    } catch (URISyntaxException e) {
      throw new ConfigurationException(
          value.origin() + ": '" + value.text() + "' is no address", e);
    }
  }
}
