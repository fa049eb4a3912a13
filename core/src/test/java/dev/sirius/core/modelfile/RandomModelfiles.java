package dev.sirius.core.modelfile;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes Modelfiles whose texts try to be taken for something else. */
final class RandomModelfiles {

  private static final List<String> PIECES =
      List.of(
          "\"",
          "\"\"",
          "\"\"\"",
          "\n",
          "\r\n",
          "\r",
          "\t",
          " ",
          "  ",
          "#",
          "# comment",
          "\\",
          "\nSYSTEM x",
          "\nFROM other",
          "\nPARAMETER stop a",
          "MESSAGE user hi",
          "{{ .Prompt }}",
          "word",
          "ä",
          "漢字",
          "\uD83D\uDE00",
          "'",
          "`",
          "$(x)",
          "<|end|>",
          "user: hi",
          "e\u0301",
          "\"\"\"\n",
          "\"\"\" \n",
          "\"\n",
          ".",
          "0");

  /** Characters that Ollama drops. */
  static final List<String> DROPPED =
      List.of(
          "\u00A0", "\u200B", "\u200D", "\u00AD", "\u2028", "\u2029", "\u3000", "\uFEFF", "\u0000",
          "\u0007", "\u001B", "\u0085", "\uE000", "\uD800", "\u202E");

  private final SplittableRandom random;

  RandomModelfiles(long seed) {
    this.random = new SplittableRandom(seed);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    int pieces = random.nextInt(8);
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private String word() {
    String text = text();
    return text.isBlank() ? "llama3.1:8b" : text;
  }

  Modelfile modelfile() {
    List<Instruction> instructions = new ArrayList<>();
    int count = random.nextInt(1, 8);
    int from = random.nextInt(count);
    for (int i = 0; i < count; i++) {
      instructions.add(i == from ? new Instruction.From(word()) : instruction());
    }
    return new Modelfile(instructions);
  }

  private Instruction instruction() {
    return switch (random.nextInt(11)) {
      case 0 -> new Instruction.From(word());
      case 1 -> new Instruction.Set(parameter());
      case 2 -> new Instruction.Template(text());
      case 3 -> new Instruction.SystemPrompt(text());
      case 4 -> new Instruction.Adapter(word());
      case 5 -> new Instruction.License(text());
      case 6 -> new Instruction.Say(new Message(pick(Message.Role.values()), text()));
      case 7 -> new Instruction.Requires("0.14." + random.nextInt(9));
      case 8 -> new Instruction.Draft(word());
      case 9 -> new Instruction.Renderer(word());
      default -> new Instruction.Parser(word());
    };
  }

  private Parameter parameter() {
    ParameterName name = pick(ParameterName.values());
    return switch (name.kind()) {
      case WHOLE_NUMBER -> new Parameter.WholeNumber(name, random.nextInt(1, 2_000_000_000));
      case FRACTION -> new Parameter.Fraction(name, (float) random.nextDouble());
      case TOGGLE -> new Parameter.Toggle(name, random.nextBoolean());
      case TEXT -> new Parameter.Stop(text());
    };
  }

  private <T> T pick(T[] values) {
    return List.of(values).get(random.nextInt(values.length));
  }
}
