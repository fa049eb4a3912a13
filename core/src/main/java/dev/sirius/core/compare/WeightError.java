package dev.sirius.core.compare;

/**
 * How far numbers are from others.
 *
 * @param count how many were compared
 * @param notFinite how many were left out, as one of the two is infinite or no number
 * @param rmse root of the mean squared difference, in the weights' own unit
 * @param relative the same divided by the root of the first file's mean square: 0.07 means that the
 *     error is 7 % of the weights; infinite where those are all zero and the others are not
 * @param greatest the largest difference, without its sign
 * @param cosine cosine of the angle between the two as vectors; 1 for equal ones
 */
public record WeightError(
    long count, long notFinite, double rmse, double relative, double greatest, double cosine) {}
