package dev.sirius.core.weights;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.quantization.convert.TensorSink;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Receives tensors and keeps none: it compares each with that of the same name in a file that is
 * there, by digest.
 */
public final class TensorChecker implements TensorSink {

  private final List<TensorInfo> tensors;
  private final WeightsReader kept;
  private final Map<String, TensorInfo> there = new HashMap<>();
  private final List<TensorCheck> checks = new ArrayList<>();
  private final MessageDigest expected = TensorDigest.sha256();
  private final MessageDigest found = TensorDigest.sha256();
  private byte[] piece = new byte[0];
  private long position;

  /**
   * @param tensors what will be received, in order
   * @param kept the file to compare with
   */
  public TensorChecker(List<TensorInfo> tensors, WeightsReader kept) {
    this.tensors = List.copyOf(tensors);
    this.kept = requireNonNull(kept, "kept");
    kept.facts().tensors().forEach(tensor -> there.put(tensor.name(), tensor));
  }

  @Override
  public void write(byte[] data, int offset, int count) {
    if (checks.size() == tensors.size()) {
      throw new IllegalArgumentException("data after the last tensor");
    }
    TensorInfo tensor = tensors.get(checks.size());
    if (position + count > tensor.bytes()) {
      throw new IllegalArgumentException(
          "a piece that reaches over the end of tensor '" + tensor.name() + "'");
    }
    expected.update(data, offset, count);
    Optional<TensorInfo> other = other(tensor);
    if (other.isPresent()) {
      if (piece.length < count) {
        piece = new byte[count];
      }
      kept.read(other.get(), position, piece, 0, count);
      found.update(piece, 0, count);
    }
    position += count;
    if (position == tensor.bytes()) {
      byte[] digest = found.digest();
      checks.add(
          new TensorCheck(
              tensor.name(),
              HexFormat.of().formatHex(expected.digest()),
              other.isPresent() ? HexFormat.of().formatHex(digest) : TensorCheck.MISSING));
      position = 0;
    }
  }

  private Optional<TensorInfo> other(TensorInfo tensor) {
    return Optional.ofNullable(there.get(tensor.name()))
        .filter(other -> other.type() == tensor.type())
        .filter(other -> other.significantDimensions().equals(tensor.significantDimensions()));
  }

  /** The tensors that were received whole, in order. */
  public List<TensorCheck> checks() {
    return List.copyOf(checks);
  }
}
