package dev.sirius.core.compare;

/**
 * What an error is worked out from, summed up number by number in 64 bits.
 *
 * <p>Numbers that are infinite or none in either file are counted, and left out of the sums.
 */
final class ErrorSums {

  private long count;
  private long notFinite;
  private double squaredError;
  private double squaredFirst;
  private double squaredSecond;
  private double product;
  private double greatest;

  void add(float[] first, float[] second, int numbers) {
    for (int i = 0; i < numbers; i++) {
      double a = first[i];
      double b = second[i];
      double error = b - a;
      if (!Double.isFinite(error)) {
        notFinite++;
        continue;
      }
      count++;
      squaredError += error * error;
      squaredFirst += a * a;
      squaredSecond += b * b;
      product += a * b;
      greatest = Math.max(greatest, Math.abs(error));
    }
  }

  void add(ErrorSums other) {
    count = Math.addExact(count, other.count);
    notFinite = Math.addExact(notFinite, other.notFinite);
    squaredError += other.squaredError;
    squaredFirst += other.squaredFirst;
    squaredSecond += other.squaredSecond;
    product += other.product;
    greatest = Math.max(greatest, other.greatest);
  }

  WeightError error() {
    double rmse = count == 0 ? 0 : Math.sqrt(squaredError / count);
    double relative =
        squaredError == 0
            ? 0
            : squaredFirst == 0 ? Double.POSITIVE_INFINITY : Math.sqrt(squaredError / squaredFirst);
    double lengths = Math.sqrt(squaredFirst) * Math.sqrt(squaredSecond);
    double cosine =
        squaredError == 0 ? 1 : lengths == 0 ? 0 : Math.max(-1, Math.min(1, product / lengths));
    return new WeightError(count, notFinite, rmse, relative, greatest, cosine);
  }
}
