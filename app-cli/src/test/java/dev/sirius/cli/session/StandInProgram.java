package dev.sirius.cli.session;

import dev.sirius.core.ollama.Transcript.Exchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Programs named {@code ollama} that stand in for the real one: small scripts in a directory. */
public final class StandInProgram {

  /** Counts the calls, and lays down the arguments (a line each) and the Modelfile of this one. */
  private static final String TAKE_CALL =
      """
      cd '%s' || exit 98
      count=$(cat count 2>/dev/null || echo 0)
      count=$((count + 1))
      echo $count >count
      : >now.arguments
      : >now.modelfile
      modelfile=
      for argument in "$@"; do
        if [ -n "$modelfile" ]; then
          cat "$argument" >now.modelfile
          argument='{Modelfile}'
          modelfile=
        elif [ "$argument" = --file ]; then
          modelfile=next
        fi
        printf '%%s\\n' "$argument" >>now.arguments
      done
      """;

  private static final String SAY_RECORDED =
      """
      cat $count.out
      cat $count.err >&2
      exit $(cat $count.exit)
      """;

  private StandInProgram() {}

  /** A program that does what a shell script says; returns the directory that it is in. */
  public static Path script(Path directory, String script) {
    try {
      Path file = directory.resolve("ollama");
      Files.writeString(file, "#!/bin/sh\n" + script + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program that says what was recorded, when it is called the same in the same order. */
  public static Path replaying(Path directory, List<Exchange> recorded) {
    layDown(directory, recorded);
    return script(
        directory,
        TAKE_CALL.formatted(directory)
            + """
            if ! cmp -s now.arguments $count.arguments || ! cmp -s now.modelfile $count.modelfile
            then
              echo "Error: not as recorded: call $count, $*" >&2
              exit 97
            fi
            """
            + SAY_RECORDED);
  }

  /** A program that answers the same each time it is called the same, in any order. */
  public static Path answering(Path directory, List<Exchange> recorded) {
    layDown(directory, recorded);
    return script(
        directory,
        TAKE_CALL.formatted(directory)
            + """
            count=1
            until cmp -s now.arguments $count.arguments; do
              count=$((count + 1))
              [ -f $count.arguments ] || exit 97
            done
            """
            + SAY_RECORDED);
  }

  private static void layDown(Path directory, List<Exchange> recorded) {
    try {
      for (int i = 0; i < recorded.size(); i++) {
        Exchange exchange = recorded.get(i);
        String call = String.valueOf(i + 1);
        Files.writeString(
            directory.resolve(call + ".arguments"), String.join("\n", exchange.arguments()) + "\n");
        Files.writeString(directory.resolve(call + ".modelfile"), exchange.modelfile());
        Files.writeString(directory.resolve(call + ".out"), exchange.output());
        Files.writeString(directory.resolve(call + ".err"), exchange.errorOutput());
        Files.writeString(directory.resolve(call + ".exit"), exchange.exitCode() + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program that hands its calls on to a real one, and keeps them with their answers. */
  public static Path recording(Path directory, Path real) {
    return script(
        directory,
        "modelfiles=$PWD\n"
            + TAKE_CALL.formatted(directory)
            + """
            cp now.arguments $count.arguments
            cp now.modelfile $count.modelfile
            cd "$modelfiles"
            '%1$s' "$@" >'%2$s'/$count.out 2>'%2$s'/$count.err </dev/null
            code=$?
            cd '%2$s'
            echo $code >$count.exit
            cat $count.out
            cat $count.err >&2
            exit $code
            """
                .formatted(real, directory));
  }

  /** What a recording program has kept. */
  public static List<Exchange> recorded(Path directory) {
    List<Exchange> exchanges = new ArrayList<>();
    try {
      for (int call = 1; Files.exists(directory.resolve(call + ".exit")); call++) {
        exchanges.add(
            new Exchange(
                Files.readAllLines(directory.resolve(call + ".arguments")),
                "",
                Files.readString(directory.resolve(call + ".modelfile")),
                Files.readString(directory.resolve(call + ".out")),
                Files.readString(directory.resolve(call + ".err")),
                Integer.parseInt(Files.readString(directory.resolve(call + ".exit")).strip())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return exchanges;
  }
}
