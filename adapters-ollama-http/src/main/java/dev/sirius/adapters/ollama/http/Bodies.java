package dev.sirius.adapters.ollama.http;

import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** What requests send: JSON, or a file from disk. */
final class Bodies {

  private static final int BUFFER = 1 << 16;

  private Bodies() {}

  /** A JSON text. */
  record Json(String text) implements Transport.Body {

    @Override
    public String type() {
      return "application/json";
    }

    @Override
    public long length() {
      return bytes().length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(bytes());
    }

    private byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * A file, read as it is sent.
   *
   * @param path the file
   * @param length its bytes; when it turns out to have others, sending fails
   * @param sent is told how many bytes have gone, again and again
   */
  record File(Path path, long length, LongConsumer sent) implements Transport.Body {

    @Override
    public String type() {
      return "application/octet-stream";
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      long done = 0;
      byte[] buffer = new byte[BUFFER];
      try (InputStream in = open()) {
        for (int read = read(in, buffer); read > 0; read = read(in, buffer)) {
          if (read > length - done) {
            throw changed();
          }
          out.write(buffer, 0, read);
          done += read;
          sent.accept(done);
        }
      }
      if (done < length) {
        throw changed();
      }
    }

    private InputStream open() {
      try {
        return Files.newInputStream(path);
      } catch (IOException e) {
        throw unreadable(path, e);
      }
    }

    private int read(InputStream in, byte[] buffer) {
      try {
        return in.read(buffer);
      } catch (IOException e) {
        throw unreadable(path, e);
      }
    }

    private ModelStoreException changed() {
      return new ModelStoreException(
          Kind.LOCAL_FILE,
          path + " changed while it was sent; wait until nothing writes it, and try again");
    }
  }

  static ModelStoreException unreadable(Path path, IOException e) {
    return new ModelStoreException(
        Kind.LOCAL_FILE, path + " cannot be read: " + e.getMessage() + "; check the file", e);
  }
}
