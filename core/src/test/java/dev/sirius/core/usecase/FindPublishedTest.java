package dev.sirius.core.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.gguf.GgufBytes;
import dev.sirius.core.gguf.GgufException;
import dev.sirius.core.gguf.InMemoryBytes;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.gguf.port.ByteSource;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.PublishedImage;
import dev.sirius.core.registry.PublishedModel;
import dev.sirius.core.registry.PublishedVariant;
import dev.sirius.core.registry.port.Registry;
import dev.sirius.core.registry.port.RegistryException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A published model")
class FindPublishedTest {

  private final Map<String, byte[]> published = new LinkedHashMap<>();
  private final List<String> read = new ArrayList<>();

  private final Registry registry =
      new Registry() {
        @Override
        public List<PublishedFile> files(PublishedModel model) {
          return published.keySet().stream()
              .map(
                  name ->
                      new PublishedFile(
                          name,
                          URI.create("https://stub/" + name),
                          Optional.empty(),
                          Optional.empty()))
              .toList();
        }

        @Override
        public PublishedImage image(ModelName name) {
          throw new AssertionError("nobody asks for it");
        }

        @Override
        public <T> T beginning(PublishedFile file, Function<ByteSource, T> reader) {
          read.add(file.label());
          return reader.apply(new InMemoryBytes(published.getOrDefault(file.label(), new byte[0])));
        }
      };

  private KnownModel find() {
    return new FindPublished(() -> registry).find(PublishedModel.parse("hf.co/user/repo"));
  }

  /** A part with one tensor. */
  private static byte[] part(int number, int count, int tensorsInAll) {
    return GgufBytes.header(3, 1, 4)
        .entry("general.architecture", "llama")
        .key("split.no", ValueType.UINT16)
        .u16(number)
        .key("split.count", ValueType.UINT16)
        .u16(count)
        .key("split.tensors.count", ValueType.INT32)
        .u32(tensorsInAll)
        .tensor("blk." + number + ".weight", 0, 0, 8)
        .pad(32)
        .raw(new byte[32])
        .bytes();
  }

  private static byte[] whole(int tensors) {
    GgufBytes bytes = GgufBytes.header(3, tensors, 1).entry("general.architecture", "llama");
    for (int i = 0; i < tensors; i++) {
      bytes.tensor("blk." + i + ".weight", 0, 32L * i, 8);
    }
    return bytes.pad(32).raw(new byte[32 * tensors]).bytes();
  }

  @Test
  @DisplayName("in parts has the tensors of all of them")
  void split() {
    published.put("m-00002-of-00002.gguf", part(1, 2, 2));
    published.put("m-00001-of-00002.gguf", part(0, 2, 2));

    KnownModel known = find();

    assertThat(known.facts().tensors()).hasSize(2);
    assertThat(read).containsExactly("m-00001-of-00002.gguf", "m-00002-of-00002.gguf");
  }

  @Test
  @DisplayName("is read from one file rather than from parts, from 16 bits rather than from fewer")
  void cheapest() {
    published.put("m-Q8_0-00001-of-00002.gguf", part(0, 2, 2));
    published.put("m-Q8_0-00002-of-00002.gguf", part(1, 2, 2));
    published.put("m-Q4_K_M.gguf", whole(1));
    published.put("m-F16.gguf", whole(3));

    KnownModel known = find();

    assertThat(read).containsExactly("m-F16.gguf");
    assertThat(known.facts().tensors()).hasSize(3);
    assertThat(((KnownModel.Origin.Published) known.origin()).variants())
        .extracting(PublishedVariant::shortLabel)
        .containsExactlyInAnyOrder("m-F16.gguf", "m-Q4_K_M.gguf", "m-Q8_0-00001-of-00002.gguf");
  }

  @Test
  @DisplayName("of which a part is missing, or is of another model, is none")
  void incomplete() {
    published.put("m-00001-of-00002.gguf", part(0, 2, 2));
    assertThatThrownBy(this::find)
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("all parts");

    published.put("m-00002-of-00002.gguf", part(0, 2, 2));
    assertThatThrownBy(this::find).isInstanceOf(GgufException.class);

    published.put("m-00002-of-00002.gguf", part(1, 3, 2));
    published.put("m-00001-of-00002.gguf", part(0, 3, 2));
    assertThatThrownBy(this::find)
        .isInstanceOf(GgufException.class)
        .hasMessageContaining("3 parts, and 2 are published");
  }

  @Test
  @DisplayName("that is shorter than its header says is refused")
  void cutShort() {
    byte[] bytes = whole(2);
    published.put("m.gguf", Arrays.copyOf(bytes, bytes.length - 1));

    assertThatThrownBy(this::find)
        .isInstanceOf(GgufException.class)
        .hasMessageContaining("blk.1.weight");
  }
}
