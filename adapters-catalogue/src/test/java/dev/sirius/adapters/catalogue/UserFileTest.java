package dev.sirius.adapters.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.catalogue.port.CatalogueException;
import dev.sirius.core.model.ModelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A user's file with models")
class UserFileTest {

  private static final String GOOD =
      """
      {"models": [{
        "model": "tiny",
        "family": "Tiny",
        "defaultTag": "1b",
        "sources": {"mine": {
          "repository": "a/b",
          "path": "c.json",
          "commit": "0123456789012345678901234567890123456789",
          "read": "all"
        }},
        "licence": {"name": "mit"},
        "pulls": {"count": 12, "seen": "2026-07-15", "source": "mine"},
        "entries": [{
          "tag": "1b",
          "type": "Q8_0",
          "architecture": "llama",
          "hyperParameters": {
            "context_length": 4096,
            "embedding_length": 256,
            "block_count": 2,
            "feed_forward_length": [512, 512],
            "attention.head_count": 4,
            "attention.layer_norm_rms_epsilon": 0.00001,
            "vocab_size": 1000
          },
          "traits": ["output_matrix"],
          "tags": [{"tag": "1b-q4_0", "type": "Q4_0", "size": "5MB"}],
          "evidence": ["mine"],
          "figures": [{"parameters": "2M", "source": "mine"}]
        }]
      }]}
      """;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("models.json");
  }

  @Test
  @DisplayName("is read when all is well")
  void good() throws IOException {
    Files.writeString(file, GOOD, UTF_8);

    assertThat(CatalogueFiles.ofUser(file)).hasSize(1);
  }

  @Test
  @DisplayName("may look like the one in docs/catalogue.md")
  void documented() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "catalogue.md"), UTF_8);
    String begin = "```json\n";
    int start = document.indexOf(begin) + begin.length();
    Files.writeString(file, document.substring(start, document.indexOf("```", start)), UTF_8);

    assertThat(new JsonModelCatalogue(Optional.of(file)).find(ModelName.parse("my-llama")))
        .map(match -> match.entry().facts().parameterCount())
        .hasValue(1_235_814_432L);
  }

  @ParameterizedTest(name = "{0} becomes {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "traits"               | "triats"             | line 26: unknown key 'triats' in an entry; did you mean 'traits'?
          "family"               | "frobnicate"         | line 3: unknown key 'frobnicate' in a model; one of model, family,
          "licence"              | "license"            | line 11: unknown key 'license' in a model; did you mean 'licence'?
          "output_matrix"        | "output-matrix"      | trait 'output-matrix' is not known; did you mean 'output_matrix'?
          "architecture": "llama"| "architecture": "lama"| did you mean 'llama'?
          "type": "Q8_0"         | "type": "Q8-0"       | line 15: type 'Q8-0' is not known; did you mean 'Q8_0'?
          "type": "Q4_0"         | "type": "Q4"         | type 'Q4' is not known
          "size": "5MB"          | "size": "5 mb"       | '5 mb' is not a published size; write it like 4.9GB
          "evidence": ["mine"]   | "evidence": ["mime"] | source 'mime' is not known; did you mean 'mine'?
          "parameters": "2M"     | "parameters": "many" | 'many' is not a number of weights
          "block_count": 2       | "block_count": 0     | metadata key 'llama.block_count' is 0; 1 to 512 is allowed
          "block_count": 2       | "block_count": 3     | has 2 elements; 3 blocks need one each
          "block_count": 2       | "block_count": -2    | block_count is -2; 0 to 2^63 - 1 is allowed
          "block_count": 2       | "block_count": 2e99  | metadata key 'llama.block_count' is
          "block_count": 2       | "block_count": null  | line 20: block_count must be a whole number
          "vocab_size": 1000     | "vocab_size": 99999999999999999999 | 0 to 2^63 - 1 is allowed
          "vocab_size": 1000     | "vocab_size": 4611686018427387904 | at most 1073741824 is allowed
          "vocab_size": 1000     | "vocab-size": 1000   | 'llama.vocab_size' is missing
          [512, 512]             | [512, true]          | an element of type
          "seen": "2026-07-15"   | "seen": "yesterday"  | 'yesterday'
          "defaultTag": "1b",    |                      | 'defaultTag' is missing
          "model": "tiny"        | "model": "a/b/c/d"   | 'a/b/c/d:1b' is not a model name
          "family": "Tiny"       | "family": " "        | line 3: family is empty
          "family": "Tiny"       | "family": 7          | line 3: family must be a text in quotes
          "commit": "0           | "commit": "x         | is no commit; all 40 hexadecimal digits are needed
          "tag": "1b",           | "tag": "1b", "tag": "2b", | Duplicate field 'tag'
          ]}]}                   | ]}                   | line 30: Unexpected end-of-input: expected close marker for Array
          {"models"              | {}{"models"          | something follows the JSON object
          {"models"              | {"model"             | unknown key 'model' in the file; did you mean 'models'?
          """)
  @DisplayName("is refused with the place, what is wrong, and what is allowed, when")
  void broken(String good, String bad, String message) throws IOException {
    String text = GOOD.replaceFirst("\\n\\}\\]\\}\\n$", "\n]}]}").replace("  }]\n]}]}", "  }]}]}");
    assertThat(text).contains(good);
    Files.writeString(file, text.replace(good, bad == null ? "" : bad), UTF_8);

    assertThatThrownBy(() -> CatalogueFiles.ofUser(file))
        .isInstanceOf(CatalogueException.class)
        .hasMessageStartingWith(file + ", line ")
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  @DisplayName("is refused when it is deeper, longer or larger than any such file")
  void bounds() throws IOException {
    refused("[".repeat(100_000), "must be an object");
    refused("{\"models\": ".concat("[".repeat(100)), "must be an object");
    refused("{\"models\": [{\"model\": \"" + "x".repeat(100_000) + "\"}]}", "exceeds");
    refused("{\"models\": [" + "{},".repeat(2000) + "{}]}", "'model' is missing");
    refused(
        GOOD.replace("[512, 512]", "[" + "512,".repeat(2000) + "512]"),
        "feed_forward_length has more than 1024 elements");
    refused(" ".repeat(CatalogueFiles.MOST_BYTES) + GOOD, "is larger than 1 MiB");
  }

  @Test
  @DisplayName("is refused when it is cut off or has a bad byte anywhere, and nothing else happens")
  void damaged() throws IOException {
    byte[] good = GOOD.getBytes(UTF_8);
    Random random = new Random(20_261_124);
    for (int i = 0; i < 2_000; i++) {
      byte[] bad = java.util.Arrays.copyOf(good, random.nextInt(good.length));
      if (bad.length > 0 && random.nextBoolean()) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, bad);

      assertThatThrownBy(() -> CatalogueFiles.ofUser(file)).isInstanceOf(CatalogueException.class);
    }
  }

  @Test
  @DisplayName("that is not there, or is a folder, is named")
  void unreadable() {
    assertThatThrownBy(() -> CatalogueFiles.ofUser(file))
        .isInstanceOf(CatalogueException.class)
        .hasMessage("there is no file " + file + " with models");
    assertThatThrownBy(() -> new JsonModelCatalogue(Optional.of(folder)).names())
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining(folder + " cannot be read");
  }

  private void refused(String text, String message) throws IOException {
    Files.writeString(file, text, UTF_8);

    assertThatThrownBy(() -> CatalogueFiles.ofUser(file))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining(message);
  }
}
