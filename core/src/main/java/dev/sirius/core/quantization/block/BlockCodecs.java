package dev.sirius.core.quantization.block;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.TensorType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The encoders and decoders of all types that have one. */
public final class BlockCodecs {

  private final Map<TensorType, BlockEncoder> encoders = new EnumMap<>(TensorType.class);
  private final Map<TensorType, BlockDecoder> decoders = new EnumMap<>(TensorType.class);

  private final BlockArithmetic arithmetic;

  /** Codecs that search as the reference does, with an arithmetic of the caller's choice. */
  public BlockCodecs(BlockArithmetic arithmetic) {
    this(arithmetic, Search.REFERENCE);
  }

  /** Codecs with an arithmetic and a search of the caller's choice. */
  public BlockCodecs(BlockArithmetic arithmetic, Search search) {
    this.arithmetic = requireNonNull(arithmetic, "arithmetic");
    List<BlockCodec> codecs =
        List.of(
            new PlainNumbers(TensorType.F32),
            new PlainNumbers(TensorType.F16),
            new PlainNumbers(TensorType.BF16),
            new Q8Codec(),
            new SignedCodec(TensorType.Q4_0),
            new SignedCodec(TensorType.Q5_0),
            new OffsetCodec(TensorType.Q4_1),
            new OffsetCodec(TensorType.Q5_1),
            new Q2KCodec(arithmetic, search),
            new Q3KCodec(arithmetic, search),
            new Q45KCodec(TensorType.Q4_K, arithmetic, Search.REFERENCE),
            new Q45KCodec(TensorType.Q5_K, arithmetic, search),
            new Q6KCodec(arithmetic, search),
            new Iq4NlCodec(arithmetic),
            new Iq4XsCodec(arithmetic));
    for (BlockCodec codec : codecs) {
      encoders.put(codec.type(), codec);
      decoders.put(codec.type(), codec);
    }
    List<BlockDecoder> decodersOnly =
        List.of(
            new Mxfp4Decoder(),
            new Nvfp4Decoder(),
            new SmallCodesDecoder(TensorType.Q1_0),
            new SmallCodesDecoder(TensorType.Q2_0));
    for (BlockDecoder decoder : decodersOnly) {
      decoders.put(decoder.type(), decoder);
    }
  }

  /** The codecs in plain Java. */
  public static BlockCodecs scalar() {
    return new BlockCodecs(new ScalarArithmetic());
  }

  /** The same codecs with another search. */
  public BlockCodecs with(Search search) {
    return new BlockCodecs(arithmetic, search);
  }

  /** The encoder of a type; empty for types that are not written here. */
  public Optional<BlockEncoder> encoder(TensorType type) {
    return Optional.ofNullable(encoders.get(type));
  }

  /** The decoder of a type; empty for types that are not read here. */
  public Optional<BlockDecoder> decoder(TensorType type) {
    return Optional.ofNullable(decoders.get(type));
  }
}
