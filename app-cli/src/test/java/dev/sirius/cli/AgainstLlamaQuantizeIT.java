package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sirius.core.model.TinyModel;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The installed program beside a real llama-quantize, when one is on the PATH; it follows that of
 * llama.cpp v0.5.0. {@code -Dsirius.model=FILE} takes another model than the small one, {@code
 * -Dsirius.types=Q4_K_M,Q2_K} some of the types, {@code -Dsirius.threads=N} another number of
 * threads than there are processors, for both.
 *
 * <p>Whole processes are timed, from start to exit. To llama-quantize's belongs what {@code sirius
 * quantize} does by itself: the output's SHA-256, and that it lies on the disk.
 */
@DisplayName("the installed program beside llama-quantize")
@EnabledIf("isOnThePath")
class AgainstLlamaQuantizeIT {

  private static final String INSTALLED = Path.of("target/sirius/bin/sirius").toAbsolutePath() + "";

  /** All that is made without an importance matrix. */
  private static final String MADE =
      "F16,BF16,Q8_0,Q6_K,Q5_K_M,Q5_K_S,Q5_1,Q5_0,Q4_K_M,Q4_K_S,Q4_1,Q4_0,IQ4_NL,IQ4_XS,"
          + "Q3_K_L,Q3_K_M,Q3_K_S,Q2_K";

  private static final List<String> THOROUGH = List.of("Q6_K", "Q5_K_M", "Q3_K_M", "Q2_K");

  private static final String REFERENCE =
      "llama-quantize \"$1\" \"$2\" \"$3\" \"$4\" && sha256sum \"$2\" && sync";

  @TempDir private Path directory;

  static boolean isOnThePath() {
    for (String part : String.valueOf(System.getenv("PATH")).split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(part, "llama-quantize"))) {
        return true;
      }
    }
    return false;
  }

  @Test
  @DisplayName(
      "writes the same files, and with a thorough search nearer ones; prints the table of type,"
          + " bytes or error, and time")
  void allTypes() throws Exception {
    Path model =
        Optional.ofNullable(System.getProperty("sirius.model"))
            .map(Path::of)
            .orElseGet(() -> TinyModel.in(directory));
    String threads =
        System.getProperty(
            "sirius.threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
    Path theirs = directory.resolve("theirs.gguf");
    Path ours = directory.resolve("ours.gguf");
    StringBuilder table =
        new StringBuilder(
            model + ", " + threads + " threads\ntype, bytes, reference s, ours s, factor");
    List<String> wrong = new ArrayList<>();
    read(model);
    for (String type : System.getProperty("sirius.types", MADE).split(",", -1)) {
      double reference =
          seconds("sh", "-c", REFERENCE, "sh", model + "", theirs + "", type, threads);
      double own = quantized(model, ours, type, threads, "reference");
      boolean equal = Files.mismatch(ours, theirs) == -1;
      if (!equal) {
        wrong.add(type);
      }
      String bytes = equal ? "equal" : error(errorRatio(model, ours, theirs));
      table.append(row(type, bytes, reference, own));
      if (THOROUGH.contains(type)) {
        double searched = quantized(model, ours, type, threads, "thorough");
        double ratio = errorRatio(model, ours, theirs);
        if (!(ratio < 1)) {
          wrong.add(type + " thorough");
        }
        table.append(row(type + " thorough", error(ratio), reference, searched));
      }
    }
    System.getLogger("sirius").log(System.Logger.Level.INFO, table.toString());
    assertThat(wrong).isEmpty();
  }

  private static String row(String type, String bytes, double reference, double own) {
    return String.format(
        Locale.ROOT, "%n%s, %s, %.2f, %.2f, %.2f", type, bytes, reference, own, reference / own);
  }

  private static String error(double ratio) {
    return String.format(Locale.ROOT, "error × %.3f", ratio);
  }

  /** Has the system keep the file in memory, as far as it can. */
  private static void read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private double quantized(Path model, Path target, String type, String threads, String search)
      throws IOException, InterruptedException {
    return seconds(
        INSTALLED,
        "quantize",
        model.toString(),
        target.toString(),
        "--type",
        type,
        "--threads",
        threads,
        "--search",
        search,
        "--force");
  }

  /** Runs a command to its end, which must be a good one; the seconds that it took. */
  private double seconds(String... command) throws IOException, InterruptedException {
    Path log = directory.resolve("log.txt");
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(30, TimeUnit.MINUTES);
    long took = System.nanoTime() - start;
    if (!ended) {
      process.destroyForcibly();
    }
    assertThat(ended).as("%s within 30 minutes", (Object) command).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    return took / 1e9;
  }

  /** Root mean square error of our file by that of theirs, both against the model. */
  private double errorRatio(Path model, Path ours, Path theirs)
      throws IOException, InterruptedException {
    return error(model, ours) / error(model, theirs);
  }

  private double error(Path model, Path made) throws IOException, InterruptedException {
    Path out = directory.resolve("compared.json");
    Process process =
        new ProcessBuilder(INSTALLED, "compare", model.toString(), made.toString(), "--json")
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    return new JsonMapper().readTree(out.toFile()).path("total").path("rmse").asDouble();
  }
}
