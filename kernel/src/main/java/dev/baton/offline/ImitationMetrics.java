package dev.baton.offline;

/**
 * One pass in which the policy was fitted.
 *
 * @param epoch number of the pass, from 1
 * @param episodes of the log
 * @param effectiveSteps (Σ w)² / Σ w² of the logged steps' weights: how many of them count
 * @param gradientNorm mean Euclidean norm of its gradients, before clipping
 */
public record ImitationMetrics(int epoch, int episodes, double effectiveSteps, double gradientNorm) {}
