package dev.sirius.adapters.ollama.cli;

import dev.sirius.core.ollama.Transcript;
import dev.sirius.core.ollama.Transcript.Exchange;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * An {@code ollama} that says what a real one said: its calls must be those of a transcript, in
 * their order, with the same input and the same Modelfile.
 */
final class ReplayingOllama {

  private static final int NOT_AS_RECORDED = 99;

  private ReplayingOllama() {}

  /** {@code args}: the transcript, a file to count the calls in, and the program's arguments. */
  public static void main(String[] args) throws IOException {
    List<Exchange> exchanges = Transcript.read(Path.of(args[0])).exchanges();
    Path counter = Path.of(args[1]);
    int calls = Files.exists(counter) ? Integer.parseInt(Files.readString(counter)) : 0;
    Files.writeString(counter, String.valueOf(calls + 1));
    Call call = Call.of(Arrays.asList(args).subList(2, args.length), System.in);
    if (calls >= exchanges.size()) {
      fail(calls, "no further call", call.arguments());
    }
    Exchange exchange = exchanges.get(calls);
    if (!exchange.arguments().equals(call.arguments())) {
      fail(calls, exchange.arguments(), call.arguments());
    }
    if (!exchange.input().equals(call.input())) {
      fail(calls, exchange.input(), call.input());
    }
    if (!exchange.modelfile().equals(call.modelfile())) {
      fail(calls, exchange.modelfile(), call.modelfile());
    }
    print(System.out, exchange.output());
    print(System.err, exchange.errorOutput());
    System.exit(exchange.exitCode());
  }

  private static void print(PrintStream stream, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    stream.write(bytes, 0, bytes.length);
    stream.flush();
  }

  private static void fail(int call, Object recorded, Object now) {
    print(
        System.err,
        "Error: call " + (call + 1) + " is not as recorded: recorded " + recorded + ", now " + now);
    System.exit(NOT_AS_RECORDED);
  }
}
