package dev.sirius.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a model's name")
class ModelNameTest {

  @ParameterizedTest
  @CsvSource({
    "llama3.1, registry.ollama.ai, library, llama3.1, latest",
    "llama3.1:8b, registry.ollama.ai, library, llama3.1, 8b",
    "me/llama:x, registry.ollama.ai, me, llama, x",
    "hf.co/user/repo:Q4_K_M, hf.co, user, repo, Q4_K_M",
    "localhost:5000/ns/m:t, localhost:5000, ns, m, t",
    "http://localhost:5000/ns/m, localhost:5000, ns, m, latest",
    "_x, registry.ollama.ai, library, _x, latest"
  })
  void hasFourParts(String text, String host, String namespace, String model, String tag) {
    assertThat(ModelName.parse(text)).isEqualTo(new ModelName(host, namespace, model, tag));
  }

  @ParameterizedTest
  @CsvSource({
    "llama3.1, llama3.1:latest",
    "library/llama3.1:8b, llama3.1:8b",
    "me/m, me/m:latest",
    "hf.co/library/repo:q, hf.co/library/repo:q",
    "REGISTRY.ollama.ai/library/m, m:latest"
  })
  void isShownShortWithItsTag(String text, String shown) {
    assertThat(ModelName.parse(text)).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "a:",
        ":b",
        "a//b",
        "/a",
        "a/",
        "a/b/c/d",
        "a b",
        "a;b",
        "../a",
        "a/../b",
        ".a",
        "-a",
        "a:-b",
        "a:b:c",
        "a@sha256:00",
        "a\nb",
        "ä",
        "a:b c",
        "n.s/m",
        "\u202Ea",
        "a\0"
      })
  void isRefusedWithItsFault(String text) {
    assertThatThrownBy(() -> ModelName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a model name")
        .hasMessageContaining("[host/][namespace/]model[:tag]")
        .message()
        .doesNotContain("\n", "\0");
  }

  @Test
  void mayHave80CharactersAPartAndNoMore() {
    assertThat(ModelName.parse("m".repeat(80)).model()).hasSize(80);
    assertThatThrownBy(() -> ModelName.parse("m".repeat(300)))
        .hasMessageContaining("has 300 characters; at most 80 are allowed")
        .message()
        .hasSizeLessThan(300);
  }

  @Test
  void isTheSameInAnyCase() {
    assertThat(ModelName.parse("Llama3.1:8B").sameAs(ModelName.parse("llama3.1:8b"))).isTrue();
    assertThat(ModelName.parse("llama3.1:8b").sameAs(ModelName.parse("llama3.1:8"))).isFalse();
  }
}
