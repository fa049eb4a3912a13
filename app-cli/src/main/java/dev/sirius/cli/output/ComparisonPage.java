package dev.sirius.cli.output;

import dev.sirius.core.compare.Comparison;
import dev.sirius.core.compare.TensorError;
import dev.sirius.core.compare.WeightError;
import java.util.Locale;

/** A comparison of two files as one HTML page with a plot, without scripts and other files. */
public final class ComparisonPage {

  private static final int ROW = 14;
  private static final int LABELS = 260;
  private static final int BARS = 480;
  private static final int FIGURES = 70;

  private ComparisonPage() {}

  /**
   * The page.
   *
   * @param first what to call the file that counts as true
   * @param second what to call the other one
   */
  public static String of(String first, String second, Comparison comparison) {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>")
        .append(escaped(second))
        .append(" beside ")
        .append(escaped(first))
        .append("</title>\n<style>body{font:14px sans-serif;margin:2em}")
        .append("table{border-collapse:collapse}td,th{padding:2px 10px;text-align:right}")
        .append("td:first-child,th:first-child{text-align:left}")
        .append("svg text{font:11px sans-serif}</style></head><body>\n<h1>Weight error</h1>\n<p>")
        .append(escaped(second))
        .append(", measured against ")
        .append(escaped(first))
        .append(".</p>\n<p>")
        .append(words(comparison.total()))
        .append("</p>\n");
    plot(page, comparison);
    table(page, comparison);
    comparison
        .notCompared()
        .forEach(line -> page.append("<p>Not compared: ").append(escaped(line)).append("</p>\n"));
    return page.append("</body></html>\n").toString();
  }

  private static String words(WeightError error) {
    return String.format(
        Locale.ROOT,
        "In all: RMSE %.6f, which is %.2f %% of the weights; greatest error %.4f; cosine %.6f.",
        error.rmse(),
        100 * error.relative(),
        error.greatest(),
        error.cosine());
  }

  private static void plot(StringBuilder page, Comparison comparison) {
    double most =
        comparison.tensors().stream()
            .mapToDouble(tensor -> tensor.error().relative())
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    int height = ROW * (comparison.tensors().size() + 1);
    page.append(
        String.format(
            Locale.ROOT,
            "<svg width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"relative error by"
                + " tensor\">\n",
            LABELS + BARS + FIGURES,
            height));
    int y = 0;
    for (TensorError tensor : comparison.tensors()) {
      double relative = tensor.error().relative();
      double share = most == 0 ? 0 : Math.min(1, relative / most);
      page.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><rect x=\"%d\" y=\"%d\""
                  + " width=\"%.1f\" height=\"%d\" fill=\"#3b6ea5\"/><text x=\"%.1f\""
                  + " y=\"%d\">%.2f %%</text>\n",
              LABELS - 6,
              y + ROW - 3,
              escaped(tensor.name()),
              LABELS,
              y + 1,
              share * BARS,
              ROW - 3,
              LABELS + share * BARS + 4,
              y + ROW - 3,
              100 * relative));
      y += ROW;
    }
    page.append("</svg>\n");
  }

  private static void table(StringBuilder page, Comparison comparison) {
    page.append(
        "<table><tr><th>tensor</th><th>A</th><th>B</th><th>RMSE</th><th>of A</th><th>max</th>"
            + "<th>cosine</th></tr>\n");
    for (TensorError tensor : comparison.tensors()) {
      WeightError error = tensor.error();
      page.append(
          String.format(
              Locale.ROOT,
              "<tr><td>%s</td><td>%s</td><td>%s</td><td>%.6f</td><td>%.4f</td><td>%.4f</td>"
                  + "<td>%.6f</td></tr>\n",
              escaped(tensor.name()),
              tensor.first().label(),
              tensor.second().label(),
              error.rmse(),
              error.relative(),
              error.greatest(),
              error.cosine()));
    }
    page.append("</table>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
