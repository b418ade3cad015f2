package dev.baton.train;

/**
 * What one iteration of fitted Q iteration saw.
 *
 * @param iteration its number, from 1
 * @param episodes of the log
 * @param startCost mean over the logged start states of the least Q before the iteration: what the fit then believed its
 *     greedy policy to cost, which tends to be too little
 * @param gradientNorm mean Euclidean norm of the gradients before clipping
 */
public record OfflineMetrics(int iteration, long episodes, double startCost, double gradientNorm) {}
