package dev.sirius.core.gguf;

/** The metadata keys that Sirius itself looks at, whatever the architecture. */
public final class GgufKeys {

  /** Names the architecture, which prefixes the keys of the hyper-parameters. */
  public static final String ARCHITECTURE = "general.architecture";

  /** Bytes that tensors' data are aligned to; u32, a power of two, 32 unless stated. */
  public static final String ALIGNMENT = "general.alignment";

  /** The recipe that the file was quantized by, as a number. */
  public static final String FILE_TYPE = "general.file_type";

  /** The version of the block layouts; 2 for all that are in use. */
  public static final String QUANTIZATION_VERSION = "general.quantization_version";

  /** The vocabulary's texts. */
  public static final String TOKENS = "tokenizer.ggml.tokens";

  /** This file's number among the parts of a split one, from 0. */
  public static final String SPLIT_NUMBER = "split.no";

  /** Number of files that a split one consists of. */
  public static final String SPLIT_COUNT = "split.count";

  /** Number of tensors in all parts together. */
  public static final String SPLIT_TENSORS = "split.tensors.count";

  private GgufKeys() {}
}
