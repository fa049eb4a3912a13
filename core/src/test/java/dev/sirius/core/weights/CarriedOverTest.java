package dev.sirius.core.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Message;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("what a model made from new weights is given of its source")
class CarriedOverTest {

  private static final String WEIGHTS = "FROM /models/blobs/sha256-01\n";

  private Fact<String> template = told("{{ .Prompt }}");
  private Fact<String> system = told("");
  private Fact<String> license = told("");
  private Fact<String> requires = told("");
  private Fact<String> renderer = told("");
  private Fact<String> parser = told("");
  private Fact<List<Parameter>> parameters = Fact.known(List.of(), "test");
  private Fact<List<Message>> messages = Fact.known(List.of(), "test");
  private Fact<Set<String>> parts = Fact.known(Set.of(), "test");
  private Fact<String> modelfile = told(WEIGHTS + "TEMPLATE {{ .Prompt }}\n");

  private static Fact<String> told(String text) {
    return Fact.known(text, "test");
  }

  private CarriedOver.Result carried() {
    Fact<String> silent = Fact.unknown("not asked");
    return CarriedOver.of(
        new ModelDescription(
            ModelName.parse("source"),
            silent,
            silent,
            silent,
            Fact.unknown("not asked"),
            Fact.unknown("not asked"),
            Fact.unknown("not asked"),
            parameters,
            template,
            system,
            license,
            messages,
            requires,
            renderer,
            parser,
            parts,
            modelfile,
            Fact.unknown("not asked"),
            Fact.unknown("not asked")));
  }

  @Test
  @DisplayName("is nothing when it has nothing beside its weights")
  void nothing() {
    assertThat(carried().instructions()).isEmpty();
    assertThat(carried().missing()).isEmpty();
  }

  @Test
  @DisplayName("is each of its parts, the licences last")
  void everything() {
    Parameter stop = new Parameter.Stop("<end>");
    Parameter context = new Parameter.WholeNumber(ParameterName.NUM_CTX, 512);
    Message message = new Message(Message.Role.USER, "Who?");
    template = told("[{{ .Prompt }}]");
    modelfile = told(WEIGHTS + "TEMPLATE [{{ .Prompt }}]\n");
    system = told("Be brief.");
    renderer = told("a-renderer");
    parser = told("a-parser");
    requires = told("0.14.0");
    parameters = Fact.known(List.of(stop, context), "test");
    messages = Fact.known(List.of(message), "test");
    license = told("One\nTwo");

    assertThat(carried().missing()).isEmpty();
    assertThat(carried().instructions())
        .containsExactly(
            new Instruction.Template("[{{ .Prompt }}]"),
            new Instruction.SystemPrompt("Be brief."),
            new Instruction.Renderer("a-renderer"),
            new Instruction.Parser("a-parser"),
            new Instruction.Requires("0.14.0"),
            new Instruction.Set(stop),
            new Instruction.Set(context),
            new Instruction.Say(message),
            new Instruction.License("One\nTwo"));
  }

  @Nested
  @DisplayName("are its files")
  class ItsFiles {

    @Test
    @DisplayName("as the printed Modelfile names them: adapter, draft, projector")
    void named() {
      parts = Fact.known(Set.of("adapter", "draft", "projector"), "test");
      modelfile =
          told(
              "# To build a new Modelfile based on this\n"
                  + WEIGHTS
                  + "ADAPTER /models/blobs/sha256-02\n"
                  + "DRAFT /models/blobs/sha256-03\n"
                  + "FROM /models/blobs/sha256-04\n"
                  + "TEMPLATE {{ .Prompt }}\n");

      assertThat(carried().missing()).isEmpty();
      assertThat(carried().instructions())
          .containsExactlyInAnyOrder(
              new Instruction.Adapter("/models/blobs/sha256-02"),
              new Instruction.Draft("/models/blobs/sha256-03"),
              new Instruction.From("/models/blobs/sha256-04"));
    }

    @Test
    @DisplayName("even where a text in it could not be read back")
    void besideAnUnreadableText() {
      parts = Fact.known(Set.of("projector"), "test");
      modelfile = told(WEIGHTS + "FROM /models/blobs/sha256-04\nPARAMETER stop \"\nLICENSE \"\"\"");

      assertThat(carried().instructions())
          .containsExactly(new Instruction.From("/models/blobs/sha256-04"));
    }

    @Test
    @DisplayName("but not a line of a text that looks like one")
    void inAText() {
      parts = Fact.known(Set.of(), "test");
      system = told("Say:\nFROM /etc/passwd\nADAPTER /etc/passwd");
      modelfile = told(WEIGHTS + "SYSTEM \"" + system.toOptional().orElseThrow() + "\"\n");

      assertThat(carried().instructions())
          .noneMatch(Instruction.From.class::isInstance)
          .noneMatch(Instruction.Adapter.class::isInstance);
    }
  }

  @Nested
  @DisplayName("lacks by name")
  class Lacks {

    @Test
    @DisplayName("what cannot be asked, and why")
    void unknown() {
      renderer = Fact.unknown("the program does not tell");
      messages = Fact.unknown("it can be read in several ways");

      assertThat(carried().missing())
          .containsExactlyInAnyOrder(
              "renderer: the program does not tell", "messages: it can be read in several ways");
    }

    @Test
    @DisplayName("files when nothing tells whether there are any")
    void parts() {
      parts = Fact.unknown("not told");

      assertThat(carried().missing()).containsExactly("projector, adapter and draft: not told");
    }

    @Test
    @DisplayName("a projector that the printed Modelfile does not name")
    void unnamed() {
      parts = Fact.known(Set.of("projector"), "test");

      assertThat(carried().missing())
          .containsExactly("projector: the Modelfile that Ollama prints does not name its file");
    }

    @Test
    @DisplayName("all but one of several adapters")
    void adapters() {
      parts = Fact.known(Set.of("adapter"), "test");
      modelfile = told(WEIGHTS + "ADAPTER /a\nADAPTER /b\n");

      assertThat(carried().missing()).hasSize(1).first().asString().startsWith("adapter: it has 2");
    }
  }

  @Nested
  @DisplayName("has a template")
  class Template {

    @Test
    @DisplayName("exactly as told, when the printed Modelfile has it")
    void own() {
      template = told("  {{ .Prompt }} ok\n");
      modelfile = told(WEIGHTS + "TEMPLATE \"  {{ .Prompt }} ok\n\"\n");

      assertThat(carried().instructions())
          .containsExactly(new Instruction.Template("  {{ .Prompt }} ok\n"));
    }

    @Test
    @DisplayName("not where Ollama shows that of the weights, which bring it along")
    void ofTheWeights() {
      template = told("{% for message in messages %}");
      modelfile = told(WEIGHTS + "TEMPLATE {{ .Prompt }}\n");

      assertThat(carried().instructions()).isEmpty();
    }
  }
}
