package dev.sirius.adapters.registry;

import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry's demand for a bearer token, with the service that hands it out.
 *
 * @param service the address to ask, with service and scope
 */
record Challenge(URI service) {

  private static final Pattern FIELD = Pattern.compile("(\\w{1,40})=\"([^\"]{0,500})\"");

  /**
   * Reads the header {@code WWW-Authenticate} of an answer of status 401; empty when it names no
   * service, which means that no token can be had.
   *
   * @throws RegistryException {@code DENIED} when the service is of another host
   */
  static Optional<Challenge> of(Answer answer) {
    String header = answer.header("www-authenticate");
    if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.empty();
    }
    Map<String, String> fields = new HashMap<>();
    Matcher matcher = FIELD.matcher(header);
    while (matcher.find()) {
      fields.put(matcher.group(1), matcher.group(2));
    }
    String realm = fields.getOrDefault("realm", "");
    if (!realm.matches("(?i)https?://\\S+")) {
      return Optional.empty();
    }
    URI service;
    try {
      service = URI.create(realm);
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          Kind.DENIED, Transport.shown(answer.address()) + " names no valid service for tokens", e);
    }
    if (!Tokens.origin(service).equals(Tokens.origin(answer.address()))
        || service.getUserInfo() != null) {
      throw new RegistryException(
          Kind.DENIED,
          Transport.shown(answer.address())
              + " sends us to "
              + Tokens.origin(service)
              + " for a token; that is another host, which is not followed");
    }
    return Optional.of(new Challenge(withQuery(service, fields)));
  }

  private static URI withQuery(URI service, Map<String, String> fields) {
    String query =
        "service="
            + encoded(fields.getOrDefault("service", ""))
            + "&scope="
            + encoded(fields.getOrDefault("scope", ""));
    return URI.create(service + (service.getRawQuery() == null ? "?" : "&") + query);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
