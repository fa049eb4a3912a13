package dev.sirius.adapters.ollama.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A call of {@code ollama}, without what differs from one machine to the next: the path of the
 * Modelfile, and the directories of the files that a model is made from.
 */
record Call(List<String> arguments, String input, String modelfile) {

  static final String MODELFILE = "{Modelfile}";
  private static final Pattern SOURCE =
      Pattern.compile("(?m)^(FROM|ADAPTER) .*/(?=[^/\n]+\\.gguf$)");

  static Call of(List<String> arguments, InputStream input) throws IOException {
    List<String> stable = new ArrayList<>(arguments);
    String modelfile = "";
    int flag = arguments.indexOf("--file");
    if (flag >= 0) {
      modelfile = Files.readString(Path.of(arguments.get(flag + 1)));
      stable.set(flag + 1, MODELFILE);
    }
    return new Call(
        stable,
        new String(input.readAllBytes(), StandardCharsets.UTF_8),
        modelfile.isEmpty() ? "" : SOURCE.matcher(modelfile).replaceAll("$1 {directory}/"));
  }
}
