package dev.sirius.core.ollama;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go prints them: {@code 1m2.5s}, {@code 543.96664ms}, {@code 1h0m0.25s}. */
final class GoDuration {

  private static final Pattern TEXT =
      Pattern.compile(
          "(?:(\\d{1,7})h)?(?:(\\d{1,2})m)?(?:(\\d{1,3}(?:\\.\\d{1,9})?)(s|ms|µs|μs|us|ns))?");

  private GoDuration() {}

  /** The duration, exact to the nanosecond; empty when the text is none. */
  static Optional<Duration> parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (text.isBlank() || !matcher.matches()) {
      return Optional.empty();
    }
    Duration duration = Duration.ofHours(number(matcher.group(1)));
    duration = duration.plusMinutes(number(matcher.group(2)));
    if (matcher.group(3) != null) {
      int exponent =
          switch (matcher.group(4)) {
            case "s" -> 9;
            case "ms" -> 6;
            case "ns" -> 0;
            default -> 3;
          };
      BigDecimal nanoseconds = new BigDecimal(matcher.group(3)).scaleByPowerOfTen(exponent);
      duration = duration.plusNanos(nanoseconds.longValue());
    }
    return Optional.of(duration);
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
