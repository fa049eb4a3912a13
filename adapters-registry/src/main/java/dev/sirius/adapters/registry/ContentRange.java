package dev.sirius.adapters.registry;

import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import java.net.URI;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a file that an answer says to hold.
 *
 * @param first its first byte
 * @param last its last byte
 * @param total the file's length; empty when it is not told
 */
record ContentRange(long first, long last, OptionalLong total) {

  private static final Pattern HEADER =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  /** Reads the header {@code Content-Range} of an answer of status 206. */
  static ContentRange parse(Answer answer) {
    Matcher matcher = HEADER.matcher(answer.header("content-range"));
    if (!matcher.matches()) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER,
          Transport.shown(answer.address()) + " answers a part of a file without saying which");
    }
    String total = matcher.group(3);
    return new ContentRange(
        Long.parseLong(matcher.group(1)),
        Long.parseLong(matcher.group(2)),
        total.equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(total)));
  }

  /** Refuses a part that does not begin where it was asked for. */
  void require(URI address, long wantedFirst) {
    if (first != wantedFirst || last < first) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER,
          Transport.shown(address)
              + " answers the bytes from "
              + first
              + " on where those from "
              + wantedFirst
              + " were asked for");
    }
  }

  /** Refuses a file that is not as long as was told before. */
  static void requireLength(PublishedFile file, URI address, OptionalLong told, long total) {
    if (told.isPresent() && told.getAsLong() != total) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER,
          Transport.shown(address)
              + " has "
              + total
              + " bytes, and "
              + file.label()
              + " was said to have "
              + told.getAsLong()
              + "; one of the two is wrong, try again later");
    }
  }
}
