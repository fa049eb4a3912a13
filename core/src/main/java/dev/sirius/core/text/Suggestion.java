package dev.sirius.core.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody probably meant. */
public final class Suggestion {

  private static final int LONGEST = 100;

  private Suggestion() {}

  /**
   * The known word nearest to a mistyped one: the fewest insertions, deletions, replacements and
   * swaps of neighbours away, at most a third of its length; or the one that it begins with or that
   * begins with it. Case does not count.
   */
  public static Optional<String> nearest(String word, Collection<String> known) {
    if (word.isEmpty() || word.length() > LONGEST) {
      return Optional.empty();
    }
    String wanted = word.toLowerCase(Locale.ROOT);
    Comparator<String> byDistance =
        Comparator.comparingInt(candidate -> distance(wanted, candidate.toLowerCase(Locale.ROOT)));
    return known.stream()
        .filter(candidate -> isNear(wanted, candidate.toLowerCase(Locale.ROOT)))
        .min(byDistance.thenComparing(Comparator.naturalOrder()));
  }

  private static boolean isNear(String wanted, String candidate) {
    boolean prefix =
        wanted.length() >= 3
            && candidate.length() >= 3
            && (wanted.startsWith(candidate) || candidate.startsWith(wanted));
    return prefix || distance(wanted, candidate) <= Math.max(1, wanted.length() / 3);
  }

  /** The optimal string alignment distance: each place is edited at most once. */
  private static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        if (swapped) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[from.length()][to.length()];
  }
}
