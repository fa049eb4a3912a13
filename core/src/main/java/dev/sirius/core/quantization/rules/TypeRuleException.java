package dev.sirius.core.quantization.rules;

/**
 * A model cannot be quantized as wanted: llama-quantize would stop as well. The message says which
 * tensor or type it is about and why, on one line.
 */
public final class TypeRuleException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TypeRuleException(String message) {
    super(message);
  }
}
