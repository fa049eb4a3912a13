package dev.sirius.core.weights;

import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.port.WeightsReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * A digest of a file's tensors that does not depend on what else the file holds, nor on the
 * tensors' order: SHA-256 over each tensor, by name, of a line {@code name format dimensions} and
 * its data.
 */
public final class TensorDigest {

  private static final int PIECE_BYTES = 1 << 20;

  private TensorDigest() {}

  /** The digest of all tensors, such as {@code sha256:0a1b…}. */
  public static String of(WeightsReader weights) {
    MessageDigest all = sha256();
    List<TensorInfo> tensors =
        weights.facts().tensors().stream().sorted(Comparator.comparing(TensorInfo::name)).toList();
    byte[] piece = new byte[PIECE_BYTES];
    for (TensorInfo tensor : tensors) {
      String line =
          tensor.name() + " " + tensor.type().label() + " " + tensor.significantDimensions() + "\n";
      all.update(line.getBytes(StandardCharsets.UTF_8));
      for (long position = 0; position < tensor.bytes(); position += piece.length) {
        int count = (int) Math.min(piece.length, tensor.bytes() - position);
        weights.read(tensor, position, piece, 0, count);
        all.update(piece, 0, count);
      }
    }
    return "sha256:" + HexFormat.of().formatHex(all.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
