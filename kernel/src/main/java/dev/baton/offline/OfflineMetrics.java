package dev.baton.offline;

/**
 * One pass in which Q was fitted.
 *
 * @param iteration number of the pass, from 1
 * @param episodes of the log
 * @param optimisticCost what the best supported actions would cost by this Q, mean over the logged start states; below
 *     what they cost, because a minimum over estimates picks those that err downwards
 * @param gradientNorm mean Euclidean norm of its gradients, before clipping
 */
public record OfflineMetrics(int iteration, int episodes, double optimisticCost, double gradientNorm) {}
