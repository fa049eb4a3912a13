package dev.sirius.adapters.ollama.cli;

/** The beginning and the end of a text of any length; what lies between is let go. */
final class BoundedText {

  private static final String GAP = "\n…\n";

  private final int mostAtEachEnd;
  private final StringBuilder beginning = new StringBuilder();
  private final StringBuilder end = new StringBuilder();
  private boolean cut;

  /**
   * @param mostAtEachEnd characters kept of the beginning, and of the end
   */
  BoundedText(int mostAtEachEnd) {
    this.mostAtEachEnd = mostAtEachEnd;
  }

  void append(String piece) {
    int room = Math.min(mostAtEachEnd - beginning.length(), piece.length());
    beginning.append(piece, 0, room);
    end.append(piece, room, piece.length());
    if (end.length() > 2 * mostAtEachEnd) {
      end.delete(0, end.length() - mostAtEachEnd);
      cut = true;
    }
  }

  @Override
  public String toString() {
    return beginning + (cut ? GAP : "") + end;
  }
}
