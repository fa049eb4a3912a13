package dev.sirius.core.quantization.block;

/** A type's encoder and decoder in one. */
interface BlockCodec extends BlockEncoder, BlockDecoder {}
