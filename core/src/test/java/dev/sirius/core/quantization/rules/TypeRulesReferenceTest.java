package dev.sirius.core.quantization.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.QuantizationType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the type rules")
class TypeRulesReferenceTest {

  @Test
  @DisplayName("choose what llama-quantize chose, for every tensor of 73 models")
  void equalTheReference() {
    Map<String, GgufHeader> headers = ReferenceModels.headers();
    int compared = 0;
    for (ReferenceModels.Chosen expected : ReferenceModels.chosen()) {
      GgufHeader header = headers.get(expected.model());
      QuantizationType target = QuantizationType.named(expected.fileType()).orElseThrow();
      List<String> chosen = runs(header, target);
      assertThat(chosen).as("%s as %s", expected.model(), target).isEqualTo(expected.runs());
      compared += header.tensors().size();
    }
    assertThat(compared).isEqualTo(50_368 + 31_488);
  }

  @Test
  @DisplayName("order tensors by block and name, those outside of the blocks first")
  void order() {
    GgufHeader header = ReferenceModels.headers().get("llama-3.1-8b");
    List<String> names =
        new TypeRules(QuantizationType.Q4_K_M, QuantizationOptions.DEFAULT)
            .choose(header.facts()).stream().map(choice -> choice.source().name()).toList();
    assertThat(names)
        .startsWith(
            "output.weight", "output_norm.weight", "token_embd.weight", "blk.0.attn_k.weight")
        .endsWith("blk.31.ffn_norm.weight", "blk.31.ffn_up.weight")
        .containsSubsequence("blk.2.ffn_up.weight", "blk.10.attn_k.weight");
  }

  private static List<String> runs(GgufHeader header, QuantizationType target) {
    Map<String, String> types = new HashMap<>();
    for (TensorChoice choice :
        new TypeRules(target, QuantizationOptions.DEFAULT).choose(header.facts())) {
      types.put(choice.source().name(), choice.type().label().toLowerCase(Locale.ROOT));
    }
    List<String> runs = new ArrayList<>();
    String type = "";
    int count = 0;
    for (TensorInfo tensor : header.tensors()) {
      String next = types.getOrDefault(tensor.name(), "");
      if (!next.equals(type) && count > 0) {
        runs.add(type + "*" + count);
        count = 0;
      }
      type = next;
      count++;
    }
    runs.add(type + "*" + count);
    return runs;
  }
}
