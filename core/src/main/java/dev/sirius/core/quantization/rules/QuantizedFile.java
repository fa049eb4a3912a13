package dev.sirius.core.quantization.rules;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Layout;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.gguf.header.HeaderRenderer;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The file that a model becomes when it is quantized, before a byte of it is written: its tensors,
 * its metadata, its size to the byte.
 *
 * <p>Two sizes differ in one case. llama-quantize v0.5.0 pads to 32 bytes even when it copies a
 * larger {@code general.alignment} (and so writes a file that llama.cpp refuses); Sirius pads to
 * the alignment that the file states.
 *
 * @param target the file type
 * @param choices the tensors in the order of the file
 * @param metadata the key-values in the order of the file
 */
public record QuantizedFile(
    QuantizationType target, List<TensorChoice> choices, Metadata metadata) {

  /** The version of the block layouts that is written. */
  public static final long QUANTIZATION_VERSION = 2;

  private static final String LINEAGE = "general.sirius.";

  private static final List<String> REPLACED =
      List.of(
          GgufKeys.QUANTIZATION_VERSION,
          GgufKeys.FILE_TYPE,
          GgufKeys.SPLIT_NUMBER,
          GgufKeys.SPLIT_COUNT,
          GgufKeys.SPLIT_TENSORS);

  public QuantizedFile {
    requireNonNull(target, "target");
    requireNonNull(metadata, "metadata");
    choices = List.copyOf(choices);
  }

  /**
   * What a model becomes. The size is exact when the facts are those of a file; Ollama's answers
   * leave out some of the metadata.
   *
   * @throws TypeRuleException when the model cannot be quantized so
   * @throws dev.sirius.core.gguf.MetadataException when the facts lack what the choice rests on
   */
  public static QuantizedFile of(
      ModelFacts facts, QuantizationType target, QuantizationOptions options) {
    return of(QuantizableModel.of(facts), target, options);
  }

  /** The same, of a model that was made ready once for several types. */
  public static QuantizedFile of(
      QuantizableModel model, QuantizationType target, QuantizationOptions options) {
    return new QuantizedFile(
        target,
        new TypeRules(target, options).choose(model),
        metadata(model.facts().metadata(), target));
  }

  /**
   * The source's key-values in their order, without those of its own type, splitting and lineage
   * (which Sirius wrote of the source, and which are not true of this file); then the layouts'
   * version and the file type.
   */
  private static Metadata metadata(Metadata source, QuantizationType target) {
    List<String> dropped = new ArrayList<>(REPLACED);
    source.keys().stream().filter(key -> key.startsWith(LINEAGE)).forEach(dropped::add);
    return source
        .without(dropped)
        .with(GgufKeys.QUANTIZATION_VERSION, GgufValue.Whole.uint32(QUANTIZATION_VERSION))
        .with(GgufKeys.FILE_TYPE, GgufValue.Whole.uint32(target.fileType()));
  }

  /** The same file with further key-values at the end, such as where its importances are from. */
  public QuantizedFile withMetadata(Map<String, GgufValue> more) {
    Metadata all = metadata;
    for (var entry : more.entrySet()) {
      all = all.with(entry.getKey(), entry.getValue());
    }
    return new QuantizedFile(target, choices, all);
  }

  /** The tensors as they will be, in the order of the file. */
  public List<TensorInfo> tensors() {
    return choices.stream().map(TensorChoice::target).toList();
  }

  /**
   * The header that Sirius writes.
   *
   * @throws IllegalArgumentException when the metadata state an alignment that may not be
   */
  public GgufHeader header() {
    return HeaderRenderer.header(metadata, tensors());
  }

  /** Size of the file that Sirius writes. */
  public ByteSize size() {
    return new ByteSize(header().fileLength());
  }

  /** Size of the file that llama-quantize v0.5.0 writes. */
  public ByteSize referenceSize() {
    long header = Layout.headerBytes(cutAtNul(metadata), tensors());
    return new ByteSize(
        Math.addExact(
            Layout.padded(header, Layout.DEFAULT_ALIGNMENT),
            Layout.dataBytes(tensors(), Layout.DEFAULT_ALIGNMENT)));
  }

  /** Bytes of the tensors alone, without padding: what llama-quantize prints as quant size. */
  public ByteSize tensorSize() {
    return new ByteSize(
        choices.stream().mapToLong(choice -> choice.target().bytes()).reduce(0, Math::addExact));
  }

  /** Bits that a weight takes on average; 0 for a model without weights. */
  public double bitsPerWeight() {
    long elements =
        choices.stream().mapToLong(choice -> choice.source().elements()).reduce(0, Math::addExact);
    return elements == 0 ? 0 : tensorSize().bytes() * 8.0 / elements;
  }

  /** llama-quantize copies texts as C strings: they end at the first NUL. */
  private static Metadata cutAtNul(Metadata metadata) {
    Map<String, GgufValue> cut = new LinkedHashMap<>();
    metadata.entries().forEach((key, value) -> cut.put(key, cutAtNul(value)));
    return new Metadata(cut);
  }

  private static GgufValue cutAtNul(GgufValue value) {
    if (value instanceof GgufValue.Text text) {
      return new GgufValue.Text(text.text().upToNul());
    }
    if (value instanceof GgufValue.Elements list && list.elementType() == ValueType.STRING) {
      return new GgufValue.Elements(
          list.elementType(), list.elements().stream().map(QuantizedFile::cutAtNul).toList());
    }
    return value;
  }
}
