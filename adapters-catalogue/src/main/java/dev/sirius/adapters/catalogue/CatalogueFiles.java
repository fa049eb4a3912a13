package dev.sirius.adapters.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sirius.core.catalogue.LibraryModel;
import dev.sirius.core.catalogue.port.CatalogueException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files that the catalogue is read from. */
final class CatalogueFiles {

  /** Bytes of a file that are put up with; the largest embedded one has some 30,000. */
  static final int MOST_BYTES = 1 << 20;

  private CatalogueFiles() {}

  /** The names of the embedded models, in order. */
  static List<String> embeddedNames() {
    return read(
        "index.json",
        resource("index.json").orElseThrow(() -> lacking("index.json")),
        json -> {
          List<String> names = new ArrayList<>();
          json.object("the index", List.of("models"), key -> names.addAll(json.texts(key)));
          return names;
        });
  }

  /** The embedded model of one of {@link #embeddedNames}; empty for any other name. */
  static Optional<LibraryModel> embedded(String name) {
    String path = "models/" + name + ".json";
    Optional<byte[]> text = resource(path);
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(read(path, text.get(), json -> new LibraryModelReader(json, true).read()));
  }

  /**
   * The models of a user's file.
   *
   * @throws CatalogueException when it cannot be read, is larger than {@link #MOST_BYTES}, or has
   *     anything in it that is not known
   */
  static List<LibraryModel> ofUser(Path file) {
    byte[] text;
    try (InputStream in = Files.newInputStream(file)) {
      text = in.readNBytes(MOST_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new CatalogueException("there is no file " + file + " with models", e);
    } catch (IOException e) {
      throw new CatalogueException(
          "the file with models " + file + " cannot be read: " + e.getMessage(), e);
    }
    if (text.length > MOST_BYTES) {
      throw new CatalogueException(
          file + " is larger than 1 MiB; a file with models is a small one");
    }
    return read(
        file.toString(),
        text,
        json -> {
          List<LibraryModel> models = new ArrayList<>();
          json.object(
              "the file",
              List.of("models"),
              key -> json.list(key, () -> models.add(new LibraryModelReader(json, false).read())));
          return models;
        });
  }

  /** What to read from a text. */
  private interface Reading<T> {
    T read(JsonReader json) throws IOException;
  }

  private static <T> T read(String file, byte[] text, Reading<T> reading) {
    try (JsonReader json = new JsonReader(file, text)) {
      T read = reading.read(json);
      json.end();
      return read;
    } catch (JsonProcessingException e) {
      throw JsonReader.notJson(file, e);
    } catch (IOException e) {
      throw new CatalogueException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  static Optional<byte[]> resource(String path) {
    try (InputStream in = CatalogueFiles.class.getResourceAsStream(path)) {
      return in == null ? Optional.empty() : Optional.of(in.readNBytes(MOST_BYTES));
    } catch (IOException e) {
      throw new CatalogueException(
          "the program's own file " + path + " cannot be read; install it anew", e);
    }
  }

  /** What to throw when the program is not whole. */
  static CatalogueException lacking(String path) {
    return new CatalogueException("the program lacks its own file " + path + "; install it anew");
  }
}
