package dev.sirius.core.plan.shape;

import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.shape.Architecture.Mixing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model's layers and what each of them keeps.
 *
 * @param architecture its name
 * @param known what is known of the architecture; empty when nothing is, and then the layers are
 *     taken as plain attention
 * @param width elements of an embedding
 * @param vocabulary tokens that there are
 * @param layers all layers, those for predicting several tokens at the end
 * @param trunk the layers that take part in plain generation, from the first on
 * @param window tokens that windowed layers look back over; empty when no layer has a window
 * @param latent whether keys and values are kept as one latent row
 * @param caches what the layers keep
 */
public record ModelShape(
    String architecture,
    Optional<Architecture> known,
    long width,
    long vocabulary,
    List<LayerShape> layers,
    int trunk,
    OptionalLong window,
    boolean latent,
    List<CachePart> caches) {

  private static final int MOST = 1 << 30;

  public ModelShape {
    layers = List.copyOf(layers);
    caches = List.copyOf(caches);
  }

  public boolean has(Trait trait) {
    return known.map(architecture -> architecture.has(trait)).orElse(false);
  }

  /** The layers of plain generation. */
  public List<LayerShape> trunkLayers() {
    return layers.subList(0, trunk);
  }

  /**
   * Reads the shape from a model's facts.
   *
   * @throws MetadataException when a hyper-parameter is missing, of another kind or not plausible
   */
  public static ModelShape of(ModelFacts facts) {
    return new Reader(facts).read();
  }

  /** Reads the hyper-parameters with their defaults. */
  private static final class Reader {
    private final ModelFacts facts;
    private final Optional<Architecture> known;
    private final Mixing mixing;

    Reader(ModelFacts facts) {
      this.facts = facts;
      this.known = Architecture.named(facts.architecture());
      this.mixing = known.map(Architecture::mixing).orElse(Mixing.ATTENTION);
    }

    ModelShape read() {
      int stated = facts.blockCount();
      int all = Math.multiplyExact(stated, isNamed("nanbeige") ? number("num_loops", 1) : 1);
      int extra = isNamed("deepseek4") ? 0 : number("nextn_predict_layers", 0);
      if (extra > all) {
        throw new MetadataException(
            facts.key("nextn_predict_layers"), "is " + extra + "; at most " + all + " is allowed");
      }
      int trunk = all - extra;
      long width = needed("embedding_length");
      List<Long> heads = repeated(perBlock("attention.head_count", 0), all);
      List<Long> keyHeads =
          facts.perBlock("attention.head_count_kv").map(list -> repeated(list, all)).orElse(heads);
      int headLength = heads.get(0) == 0 ? 0 : (int) (width / heads.get(0));
      int keyLength = heads.get(0) == 0 ? 0 : number("attention.key_length", headLength);
      int valueLength = heads.get(0) == 0 ? 0 : number("attention.value_length", headLength);
      if (isNamed("kimi-k3")) {
        valueLength = number("attention.kv_lora_rank", valueLength);
      }
      int windowKeyLength = number("attention.key_length_swa", keyLength);
      int windowValueLength = number("attention.value_length_swa", valueLength);
      Optional<WindowRule> rule = known.flatMap(Architecture::window);
      OptionalLong window = rule.map(r -> r.window(facts)).orElse(OptionalLong.empty());
      List<Boolean> windowed =
          window.isPresent()
              ? rule.orElseThrow().windowed(facts, all)
              : Collections.nCopies(all, false);
      List<Boolean> recurrent = recurrent(all, trunk, keyHeads);
      int owners = trunk == 0 ? all : cacheOwners(all);
      List<LayerShape> layers = new ArrayList<>();
      for (int i = 0; i < all; i++) {
        boolean isRecurrent = recurrent.get(i);
        boolean isWindowed =
            windowed.get(i)
                && (i < trunk || isNamed("deepseek4"))
                && !(isRecurrent && mixing == Mixing.HYBRID);
        layers.add(
            new LayerShape(
                i,
                checked("attention.head_count", heads.get(i)),
                checked("attention.head_count_kv", keyHeads.get(i)),
                isWindowed ? windowKeyLength : keyLength,
                isWindowed ? windowValueLength : valueLength,
                isWindowed,
                isRecurrent,
                i < owners));
      }
      boolean mayBeLatent =
          mixing == Mixing.LATENT || mixing == Mixing.LATENT_INDEXED || isLatentHybrid();
      boolean latent = mayBeLatent && number("attention.key_length_mla", 0) > 0;
      return new ModelShape(
          facts.architecture(),
          known,
          width,
          facts.vocabularySize().orElse(0),
          layers,
          trunk,
          window,
          latent,
          caches(layers, trunk == 0 ? all : trunk, latent, width));
    }

    private boolean isLatentHybrid() {
      return isNamed("kimi-linear") || isNamed("kimi-k3") || isNamed("bailingmoe3");
    }

    private boolean isNamed(String name) {
      return facts.architecture().equals(name);
    }

    /** The layers before this one have caches of their own; the others read those. */
    private int cacheOwners(int all) {
      if (isNamed("gemma3n")) {
        return Math.min(all, 20);
      }
      return isNamed("gemma4") ? all - number("attention.shared_kv_layers", 0) : all;
    }

    private List<Boolean> recurrent(int all, int trunk, List<Long> keyHeads) {
      List<Boolean> recurrent = new ArrayList<>(Collections.nCopies(all, false));
      Optional<List<Boolean>> named = facts.flagPerBlock("attention.recurrent_layers");
      List<Long> forward = repeated(perBlock("feed_forward_length", 0), all);
      int interval = number("full_attention_interval", isNamed("minimax-01") ? 8 : 4);
      for (int i = 0; i < trunk; i++) {
        boolean is =
            switch (mixing) {
              case RECURRENT, BOTH -> true;
              case HYBRID ->
                  switch (facts.architecture()) {
                    case "qwen3next", "qwen35", "qwen35moe", "qwen4exp", "minimax-01" ->
                        named.isPresent() ? named.get().get(i) : (i + 1) % interval != 0;
                    case "nemotron_h", "nemotron_h_moe" ->
                        keyHeads.get(i) == 0 && forward.get(i) == 0;
                    default -> keyHeads.get(i) == 0;
                  };
              default -> false;
            };
        recurrent.set(i, is);
      }
      return recurrent;
    }

    private List<CachePart> caches(List<LayerShape> layers, int trunk, boolean latent, long width) {
      List<CachePart> parts = new ArrayList<>();
      if (known.map(a -> a.has(Trait.NO_CACHE)).orElse(false)) {
        return parts;
      }
      long widest = layers.stream().mapToLong(LayerShape::valueWidth).max().orElse(0);
      List<Long> forward = repeated(perBlock("feed_forward_length", 0), layers.size());
      long state = Math.addExact(convolution(width, layers), stateSize(width, layers));
      for (LayerShape layer : layers.subList(0, trunk)) {
        int i = layer.index();
        boolean forwardOnly = facts.architecture().startsWith("nemotron_h") && forward.get(i) != 0;
        boolean attends =
            layer.ownCache()
                && !forwardOnly
                && (mixing == Mixing.BOTH || !layer.recurrent())
                && mixing != Mixing.COMPRESSED;
        if (attends) {
          parts.add(
              new CachePart.Rows(
                  i,
                  layer.keyWidth(),
                  latent ? 0 : layer.valueWidth(),
                  latent ? 0 : widest,
                  layer.windowed(),
                  1));
        }
        if (layer.recurrent()) {
          parts.add(new CachePart.State(i, state));
        }
        if (mixing == Mixing.COMPRESSED) {
          parts.addAll(compressed(layer));
        }
        index(layer).ifPresent(parts::add);
      }
      if (isNamed("qwen4exp")) {
        perLayerHistory(width).forEach(parts::add);
      }
      return parts;
    }

    /** Keys by which a layer finds what to attend to. */
    private Optional<CachePart> index(LayerShape layer) {
      long length = number("attention.indexer.key_length", 0);
      if (length == 0) {
        return Optional.empty();
      }
      int i = layer.index();
      boolean has =
          switch (facts.architecture()) {
            case "minimax-m3" -> i >= number("leading_dense_block_count", 0);
            case "qwen4exp" -> !layer.recurrent();
            case "deepseek32" -> true;
            case "glm-dsa", "hy_v4", "dots3note" ->
                facts.flagPerBlock("attention.indexer.types").map(list -> list.get(i)).orElse(true)
                    && (!isNamed("hy_v4") || number("attention.indexer.top_k", 0) > 0);
            default -> false;
          };
      if (!has) {
        return Optional.empty();
      }
      long value = isNamed("minimax-m3") ? layer.valueLength() : 0;
      return Optional.of(new CachePart.Rows(i, length, value, value, false, 1));
    }

    /** Keys of single tokens in the window, and of groups of tokens beyond it. */
    private List<CachePart> compressed(LayerShape layer) {
      int i = layer.index();
      long length = layer.keyLength();
      long index = number("attention.indexer.key_length", 0);
      int ratio =
          facts
              .perBlock("attention.compress_ratios")
              .map(list -> checked("attention.compress_ratios", list.get(i)))
              .orElse(0);
      List<CachePart> parts = new ArrayList<>();
      parts.add(new CachePart.Rows(i, layer.keyWidth(), 0, 0, true, 1));
      if (ratio == 4) {
        parts.add(new CachePart.Rows(i, layer.keyWidth(), 0, 0, false, ratio));
        parts.add(new CachePart.Rows(i, index, 0, 0, false, ratio));
        parts.add(new CachePart.State(i, 2 * 2 * length * 2 * ratio));
        parts.add(new CachePart.State(i, 2 * 2 * index * 2 * ratio));
      } else if (ratio == 128) {
        parts.add(new CachePart.Rows(i, layer.keyWidth(), 0, 0, false, ratio));
        parts.add(new CachePart.State(i, 2 * length * ratio));
      }
      return parts;
    }

    private List<CachePart> perLayerHistory(long width) {
      long kernel = number("ple.conv_kernel", 0);
      long history =
          Math.max(0, kernel - 1)
              * number("ple.ngram_size", 0)
              * number("hyper_connection.count", 0)
              * width;
      return facts.metadata().uints(facts.key("ple.layers")).orElse(List.of()).stream()
          .<CachePart>map(i -> new CachePart.State(checked("ple.layers", i), history))
          .toList();
    }

    /** Numbers that a convolution keeps of the last tokens. */
    private long convolution(long width, List<LayerShape> layers) {
      if (number("wkv.head_size", 0) != 0) {
        return number("token_shift_count", isNamed("rwkv6qwen2") || isNamed("arwkv7") ? 1 : 2)
            * width;
      }
      if (number("shortconv.l_cache", 0) != 0) {
        return width * (number("shortconv.l_cache", 0) - 1);
      }
      int kernel = number("ssm.conv_kernel", 0);
      if (number("kda.head_dim", 0) != 0) {
        return 3L
            * (kernel > 0 ? kernel - 1 : 3)
            * layers.get(0).heads()
            * number("kda.head_dim", 0);
      }
      if (isNamed("minimax-01")) {
        return 0;
      }
      int groups = isNamed("mamba") || isNamed("jamba") ? 0 : number("ssm.group_count", 0);
      return Math.max(0, kernel - 1)
          * (number("ssm.inner_size", 0) + 2L * groups * number("ssm.state_size", 0));
    }

    /** Numbers of the recurrent state proper. */
    private long stateSize(long width, List<LayerShape> layers) {
      if (number("wkv.head_size", 0) != 0) {
        return width * number("wkv.head_size", 0);
      }
      if (number("shortconv.l_cache", 0) != 0) {
        return 0;
      }
      if (number("kda.head_dim", 0) != 0) {
        long length = number("kda.head_dim", 0);
        return length * length * layers.get(0).heads();
      }
      if (isNamed("minimax-01")) {
        long length = layers.get(0).keyLength();
        return length * length * layers.get(0).heads();
      }
      return (long) number("ssm.state_size", 0) * number("ssm.inner_size", 0);
    }

    private List<Long> perBlock(String name, long otherwise) {
      return facts.perBlock(name).orElse(Collections.nCopies(facts.blockCount(), otherwise));
    }

    private static List<Long> repeated(List<Long> values, int length) {
      List<Long> all = new ArrayList<>(length);
      for (int i = 0; i < length; i++) {
        all.add(values.get(i % values.size()));
      }
      return all;
    }

    private long needed(String name) {
      return facts
          .uint(name)
          .orElseThrow(() -> new MetadataException(facts.key(name), "is missing; it is needed"));
    }

    private int number(String name, int otherwise) {
      OptionalLong value = facts.uint(name);
      return value.isPresent() ? checked(name, value.getAsLong()) : otherwise;
    }

    private int checked(String name, long value) {
      if (value > MOST) {
        throw new MetadataException(
            facts.key(name), "is " + value + "; at most " + MOST + " is plausible");
      }
      return (int) value;
    }
  }
}
