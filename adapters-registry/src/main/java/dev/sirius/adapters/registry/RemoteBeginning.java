package dev.sirius.adapters.registry;

import dev.sirius.core.gguf.port.ByteSource;
import dev.sirius.core.registry.HeaderRanges;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The beginning of a published file, fetched as far as it is read. */
final class RemoteBeginning implements ByteSource {

  private static final Set<Integer> EXPIRED = Set.of(401, 403, 404, 410);

  private final Transport transport;
  private final PublishedFile file;

  /** Where the bytes are in the end: a registry sends on to another host, once is enough. */
  private URI address;

  private byte[] bytes = new byte[0];
  private int have;
  private OptionalLong length;
  private String etag = "";

  RemoteBeginning(Transport transport, PublishedFile file) {
    this.transport = transport;
    this.file = file;
    this.address = file.address();
    this.length =
        file.size().isPresent() ? OptionalLong.of(file.size().get().bytes()) : OptionalLong.empty();
  }

  /** The same, of which some is there already. */
  RemoteBeginning(Transport transport, PublishedFile file, HeaderCache.Kept kept) {
    this(transport, file);
    this.bytes = kept.bytes();
    this.have = bytes.length;
    this.length = OptionalLong.of(kept.fileLength());
    this.etag = kept.etag();
  }

  @Override
  public String name() {
    return file.label();
  }

  @Override
  public long length() {
    if (length.isEmpty()) {
      fetch(1);
    }
    return length.orElseThrow();
  }

  /** Number of bytes that are there. */
  int have() {
    return have;
  }

  /** What is there, to be kept. */
  HeaderCache.Kept kept() {
    return new HeaderCache.Kept(Arrays.copyOf(bytes, have), length(), etag);
  }

  @Override
  public int read(long position, byte[] into, int offset, int count) {
    if (position >= length()) {
      return -1;
    }
    if (position >= have) {
      fetch(position + 1);
    }
    int read = (int) Math.min(count, have - position);
    System.arraycopy(bytes, (int) position, into, offset, read);
    return read;
  }

  private void fetch(long wanted) {
    if (wanted > HeaderRanges.MOST_BYTES) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER,
          file.label()
              + " has a header of more than the "
              + (HeaderRanges.MOST_BYTES >> 20)
              + " MiB that are fetched of one; is it a model?");
    }
    int end = HeaderRanges.next(bytes, have, wanted, length);
    Answer answer = ask(end);
    try (answer) {
      int readable = accept(answer, end);
      if (bytes.length < readable) {
        bytes = Arrays.copyOf(bytes, readable);
      }
      int read = answer.body().readNBytes(bytes, have, readable - have);
      if (have + read < readable) {
        throw new RegistryException(
            Kind.BROKEN_ANSWER,
            Transport.shown(answer.address())
                + " broke off after "
                + read
                + " of "
                + (readable - have)
                + " bytes; try again");
      }
      have = readable;
    } catch (IOException e) {
      throw Transport.failure(file.address(), e);
    }
  }

  private Answer ask(int end) {
    Map<String, String> range = Map.of("Range", "bytes=" + have + "-" + (end - 1));
    Answer first = transport.get(address, range);
    if (!EXPIRED.contains(first.status()) || address.equals(file.address())) {
      return first;
    }
    try (first) {
      address = file.address();
    } catch (IOException e) {
      throw Transport.failure(first.address(), e);
    }
    return transport.get(address, range);
  }

  /** Checks what came, and says up to where of the file it reaches. */
  private int accept(Answer answer, int end) {
    if (answer.status() != 206 && answer.status() != 200) {
      throw SmallBody.refusal(answer, file.label());
    }
    Checks.requirePlain(answer);
    long total;
    long last;
    if (answer.status() == 206) {
      ContentRange range = ContentRange.parse(answer);
      range.require(answer.address(), have);
      total = range.total().orElseThrow(() -> noLength(answer));
      last = Math.min(range.last() + 1, end);
    } else {
      total =
          answer.headers().firstValueAsLong("content-length").orElseThrow(() -> noLength(answer));
      if (have > 0 || total > end) {
        throw new RegistryException(
            Kind.BROKEN_ANSWER,
            Transport.shown(answer.address())
                + " sends whole files only, so its header cannot be fetched alone; download it, and"
                + " name the file");
      }
      last = total;
    }
    ContentRange.requireLength(file, answer.address(), length, total);
    String tag = answer.header("etag");
    if (have > 0 && !etag.equals(tag)) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER, file.label() + " changed while it was read; try again");
    }
    length = OptionalLong.of(total);
    etag = tag;
    address = answer.address();
    if (last <= have && total > have) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER, Transport.shown(answer.address()) + " answers an empty part");
    }
    return (int) last;
  }

  private static RegistryException noLength(Answer answer) {
    return new RegistryException(
        Kind.BROKEN_ANSWER,
        Transport.shown(answer.address()) + " does not tell how long the file is");
  }
}
