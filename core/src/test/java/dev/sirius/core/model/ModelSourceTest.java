package dev.sirius.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What a FROM names")
class ModelSourceTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"/m/x.gguf", "./x", "../x", ".", "..", "~/x.gguf", "C:\\x", "c:/x", "a\\b"})
  void isAPathByItsForm(String text) {
    assertThat(ModelSource.of(text)).isEqualTo(new ModelSource.AtPath(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kjv", "llama3.1:8b", "hf.co/user/repo:Q4_K_M", "models/x.gguf"})
  void isANameOtherwise(String text) {
    assertThat(ModelSource.of(text)).isEqualTo(new ModelSource.Installed(ModelName.parse(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", ";", "--help", "-f", "", "x:", "a/b/c/d"})
  void isRefusedWhenItIsNeither(String text) {
    assertThatThrownBy(() -> ModelSource.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("FROM '" + text + "' is neither");
  }
}
