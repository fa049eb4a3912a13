package dev.sirius.adapters.gguf;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.quantization.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Models that nobody made, from real ones and a seed: other numbers of blocks, experts and heads,
 * with and without output matrix, rows of odd lengths, names from other architectures.
 */
final class SyntheticModels {

  private static final String[] OTHER_NAMES = {
    "attn_qkv.weight",
    "attn_kv_b.weight",
    "attn_q_a.weight",
    "attn_k_b.weight",
    "ffn_up_exps.weight",
    "ffn_down_exps.weight",
    "ffn_gate_up_exps.weight",
    "ffn_gate_inp.weight",
    "ssm_conv1d.weight",
    "ssm_in.weight",
    "altup_proj.weight",
    "time_mix_w1.weight",
    "time_mix_key.weight",
    "attn_rel_b.weight",
    "indexer.k_proj.weight",
    "cross_attn_v.weight",
    "cross_attn_output.weight",
    "ffn_down_shexp.weight",
    "post_norm.weight",
    "conv.bias",
    "laurel_l.weight",
    "nextn.eh_proj.weight"
  };
  private static final String[] OUTSIDE = {
    "per_layer_token_embd.weight",
    "position_embd.weight",
    "token_types.weight",
    "v.patch_embd.weight",
    "dec.blk.10.attn_v.weight",
    "dec.blk.2.ffn_down.weight",
    "enc.blk.1.attn_output.weight",
    "v.blk.3.ffn_up.weight",
    "mm.a.code_embd.weight",
    "per_layer_model_proj.weight",
    "cls.output.weight"
  };
  private static final long[] ROWS = {256, 512, 1024, 192, 64, 128, 96, 33, 16, 4096};

  private final SplittableRandom random;

  SyntheticModels(long seed) {
    this.random = new SplittableRandom(seed);
  }

  ModelFacts next(GgufHeader like) {
    ModelFacts facts = like.facts();
    Metadata metadata = facts.metadata();
    int blocks = (int) pick(1, 2, 3, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 40, 60, 64, 68, 80, 81);
    metadata = withBlocks(facts, metadata, blocks);
    if (random.nextInt(3) > 0) {
      long experts = pick(0, 1, 2, 4, 7, 8, 8, 8, 16, 128);
      metadata = set(metadata, facts.key("expert_count"), experts);
      metadata = set(metadata, facts.key("expert_used_count"), Math.min(experts, 2L));
    }
    if (random.nextInt(3) > 0) {
      long kv = pick(1, 2, 3, 8);
      metadata = set(metadata, facts.key("attention.head_count_kv"), kv);
      metadata = set(metadata, facts.key("attention.head_count"), kv * pick(1, 3, 4, 8));
    }
    return new ModelFacts(facts.architecture(), metadata, tensors(facts, blocks));
  }

  private List<TensorInfo> tensors(ModelFacts facts, int blocks) {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    boolean tied = random.nextBoolean();
    boolean odd = random.nextBoolean();
    for (TensorInfo tensor : facts.tensors()) {
      boolean output = tensor.name().equals("output.weight");
      if (!tensor.name().startsWith("blk.") && !(output && tied)) {
        add(tensors, tensor.name(), shape(tensor, odd), tensor.type());
      }
    }
    for (String name : OUTSIDE) {
      if (random.nextInt(4) == 0) {
        add(tensors, name, matrix(), TensorType.F16);
      }
    }
    for (int block = 0; block < blocks; block++) {
      int like = block % Math.max(1, blocksOf(facts));
      for (TensorInfo tensor : facts.tensors()) {
        String prefix = "blk." + like + ".";
        if (tensor.name().startsWith(prefix) && random.nextInt(20) > 0) {
          String name = "blk." + block + "." + tensor.name().substring(prefix.length());
          add(tensors, name, shape(tensor, odd), tensor.type());
        }
      }
      if (random.nextInt(3) == 0) {
        String name = OTHER_NAMES[random.nextInt(OTHER_NAMES.length)];
        add(tensors, "blk." + block + "." + name, matrix(), TensorType.BF16);
      }
    }
    return new ArrayList<>(tensors.values());
  }

  private static int blocksOf(ModelFacts facts) {
    return (int) facts.uint("block_count").orElse(1);
  }

  private static void add(
      Map<String, TensorInfo> tensors, String name, List<Long> shape, TensorType type) {
    tensors.putIfAbsent(name, new TensorInfo(name, shape, type));
  }

  private List<Long> shape(TensorInfo tensor, boolean odd) {
    if (!odd || tensor.dimensions().size() < 2 || random.nextInt(4) > 0) {
      return tensor.dimensions();
    }
    List<Long> shape = new ArrayList<>(tensor.dimensions());
    shape.set(0, ROWS[random.nextInt(ROWS.length)]);
    return shape;
  }

  private List<Long> matrix() {
    List<Long> shape = new ArrayList<>(List.of(ROWS[random.nextInt(ROWS.length)], 4L));
    if (random.nextInt(3) == 0) {
      shape.add(1L + random.nextInt(3));
    }
    return shape;
  }

  /** Another number of blocks, and arrays with an element for each made to fit. */
  private static Metadata withBlocks(ModelFacts facts, Metadata metadata, int blocks) {
    int before = blocksOf(facts);
    Map<String, GgufValue> entries = new LinkedHashMap<>();
    for (var entry : metadata.entries().entrySet()) {
      boolean own = entry.getKey().startsWith(facts.architecture() + ".");
      if (own && entry.getValue() instanceof GgufValue.Elements list && list.count() == before) {
        List<GgufValue> elements = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
          elements.add(list.elements().get(i % before));
        }
        entries.put(entry.getKey(), new GgufValue.Elements(list.elementType(), elements));
      } else {
        entries.put(entry.getKey(), entry.getValue());
      }
    }
    return set(new Metadata(entries), facts.key("block_count"), blocks);
  }

  private static Metadata set(Metadata metadata, String key, long value) {
    return metadata.with(key, new GgufValue.Whole(ValueType.UINT32, value));
  }

  private long pick(long... values) {
    return values[random.nextInt(values.length)];
  }

  /** Files of this name hold an importance matrix for one tensor that no model has. */
  static Metadata importanceMatrix() {
    Map<String, GgufValue> entries = new LinkedHashMap<>();
    entries.put("general.type", GgufValue.Text.of("imatrix"));
    entries.put(
        "imatrix.datasets",
        new GgufValue.Elements(ValueType.STRING, List.of(GgufValue.Text.of("none"))));
    entries.put("imatrix.chunk_count", GgufValue.Whole.uint32(1));
    entries.put("imatrix.chunk_size", GgufValue.Whole.uint32(512));
    entries.put(GgufKeys.ARCHITECTURE, GgufValue.Text.of("imatrix"));
    return new Metadata(entries);
  }
}
