package dev.sirius.core.ollama;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The address of an Ollama server, in all the forms that Ollama itself accepts in {@code
 * OLLAMA_HOST} (envconfig/config.go of ollama/ollama).
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name or an address; IPv6 without brackets
 * @param port 0 to 65535
 * @param path what comes before the API's own path, without a slash at its ends; may be empty
 */
public record OllamaHost(String scheme, String host, int port, String path) {

  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+|" + IPV6.pattern());
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._~/-]*");

  /** Where a server listens unless told otherwise. The patterns above check it. */
  public static final OllamaHost DEFAULT = new OllamaHost("http", "127.0.0.1", 11434, "");

  public OllamaHost {
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "the scheme '" + scheme + "' of an Ollama address; http and https are allowed");
    }
    if (!NAME.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "the host '" + host + "' of an Ollama address; a name or an IP address is needed");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          "the port " + port + " of an Ollama address; 0 to 65535 is allowed");
    }
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "the path '"
              + path
              + "' of an Ollama address; letters, digits and . _ ~ - / are allowed");
    }
  }

  /**
   * Reads an address as Ollama does: blanks and quotation marks around it do not count; without a
   * scheme it is http and the port 11434; {@code http://} means port 80 and {@code https://} 443;
   * an empty host is this machine; a port that is none is the default one.
   *
   * @throws IllegalArgumentException when scheme, host or path could not be one
   */
  public static OllamaHost parse(String text) {
    String bare = unquoted(text);
    int separator = bare.indexOf("://");
    if (separator < 0 && bare.equals("ollama.com")) {
      return new OllamaHost("https", bare, 443, "");
    }
    String scheme = separator < 0 ? "http" : bare.substring(0, separator).toLowerCase(Locale.ROOT);
    int defaultPort = separator < 0 ? DEFAULT.port : scheme.equals("https") ? 443 : 80;
    String rest = separator < 0 ? bare : bare.substring(separator + 3);
    int slash = rest.indexOf('/');
    String path = slash < 0 ? "" : rest.substring(slash + 1).replaceAll("^/+|/+$", "");
    String hostAndPort = slash < 0 ? rest : rest.substring(0, slash);
    int colon = hostAndPort.lastIndexOf(':');
    boolean bareAddress = IPV6.matcher(hostAndPort).matches();
    boolean hasPort = !bareAddress && colon > hostAndPort.lastIndexOf(']') && colon >= 0;
    String host = hasPort ? hostAndPort.substring(0, colon) : hostAndPort;
    int port = hasPort ? port(hostAndPort.substring(colon + 1), defaultPort) : defaultPort;
    String unbracketed = host.replaceAll("^\\[|\\]$", "");
    return new OllamaHost(scheme, unbracketed.isEmpty() ? DEFAULT.host : unbracketed, port, path);
  }

  private static String unquoted(String text) {
    return text.replaceAll("^[\\s\"']+|[\\s\"']+$", "");
  }

  private static int port(String text, int defaultPort) {
    try {
      int port = Integer.parseInt(text);
      return port < 0 || port > 65535 ? defaultPort : port;
    } catch (NumberFormatException e) {
      return defaultPort;
    }
  }

  /** The address with its port, without a slash at its end. */
  public String url() {
    String shownHost = host.contains(":") ? "[" + host + "]" : host;
    return scheme + "://" + shownHost + ":" + port + (path.isEmpty() ? "" : "/" + path);
  }

  /** Whether the server runs on this very machine. */
  public boolean isLocal() {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("::")
        || host.equals("0.0.0.0")
        || host.startsWith("127.");
  }

  @Override
  public String toString() {
    return url();
  }
}
