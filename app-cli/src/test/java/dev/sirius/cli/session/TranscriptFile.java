package dev.sirius.cli.session;

import dev.sirius.core.ollama.Transcript;
import dev.sirius.core.ollama.Transcript.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Transcripts among the test resources, compressed. */
public final class TranscriptFile {

  private static final Path FOLDER = Path.of("src/test/resources/dev/sirius/cli/session");

  private TranscriptFile() {}

  public static List<Exchange> read(String name) {
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(FOLDER.resolve(name + ".txt.gz")))) {
      return Transcript.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)).exchanges();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void write(String name, String comment, List<Exchange> exchanges) {
    try {
      Path text = Files.createTempDirectory("transcript").resolve("text");
      for (Exchange exchange : exchanges) {
        Transcript.append(text, comment, exchange);
      }
      Files.createDirectories(FOLDER);
      try (OutputStream out =
          new GZIPOutputStream(Files.newOutputStream(FOLDER.resolve(name + ".txt.gz")))) {
        Files.copy(text, out);
      }
      Files.delete(text);
      Files.delete(text.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
