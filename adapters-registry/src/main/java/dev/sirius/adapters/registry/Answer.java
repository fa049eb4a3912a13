package dev.sirius.adapters.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;

/**
 * An answer whose body is still to be read.
 *
 * @param address where it came from, after redirects
 * @param status its status
 * @param headers its headers
 * @param body its body; to be closed
 */
record Answer(URI address, int status, HttpHeaders headers, InputStream body)
    implements AutoCloseable {

  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
