package dev.sirius.adapters.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The proxies that {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} name. */
final class EnvironmentProxy extends ProxySelector {

  private final Optional<InetSocketAddress> https;
  private final Optional<InetSocketAddress> http;
  private final List<String> direct;

  private EnvironmentProxy(
      Optional<InetSocketAddress> https, Optional<InetSocketAddress> http, List<String> direct) {
    this.https = https;
    this.http = http;
    this.direct = direct;
  }

  static ProxySelector of(Map<String, String> environment) {
    Optional<InetSocketAddress> https = proxy(environment, "HTTPS_PROXY");
    Optional<InetSocketAddress> http = proxy(environment, "HTTP_PROXY");
    if (https.isEmpty() && http.isEmpty()) {
      return ProxySelector.getDefault();
    }
    String none = environment.getOrDefault("NO_PROXY", environment.getOrDefault("no_proxy", ""));
    List<String> direct =
        Arrays.stream(none.split(","))
            .map(host -> host.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", ""))
            .filter(host -> !host.isEmpty())
            .toList();
    return new EnvironmentProxy(https, http, direct);
  }

  private static Optional<InetSocketAddress> proxy(Map<String, String> environment, String name) {
    String text =
        environment.getOrDefault(name, environment.getOrDefault(name.toLowerCase(Locale.ROOT), ""));
    if (text.isBlank()) {
      return Optional.empty();
    }
    URI address = URI.create(text.contains("://") ? text.strip() : "http://" + text.strip());
    int port = address.getPort() < 0 ? 80 : address.getPort();
    return Optional.ofNullable(address.getHost())
        .map(host -> InetSocketAddress.createUnresolved(host, port));
  }

  @Override
  public List<Proxy> select(URI address) {
    String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    boolean isDirect =
        direct.stream()
            .anyMatch(
                suffix -> suffix.equals("*") || host.equals(suffix) || host.endsWith("." + suffix));
    Optional<InetSocketAddress> proxy =
        "https".equalsIgnoreCase(address.getScheme()) ? https : http;
    return isDirect || proxy.isEmpty()
        ? List.of(Proxy.NO_PROXY)
        : List.of(new Proxy(Proxy.Type.HTTP, proxy.get()));
  }

  @Override
  public void connectFailed(URI address, SocketAddress proxy, IOException e) {
    // The request itself fails, and says so.
  }
}
