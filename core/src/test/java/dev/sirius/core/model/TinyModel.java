package dev.sirius.core.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The small trained model that tests work on. */
public final class TinyModel {

  /** The name of its file. */
  public static final String FILE = "tiny-kjv-f16.gguf";

  private TinyModel() {}

  /** Puts the model's file into a directory, and returns its path. */
  public static Path in(Path directory) {
    Path file = directory.resolve(FILE);
    try (InputStream in = TinyModel.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("the tests' resources lack " + FILE);
      }
      Files.copy(in, file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
