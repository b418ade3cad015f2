package dev.baton.learn;

/**
 * What one gradient step saw.
 *
 * @param update number of the update, from 1
 * @param episodes training episodes so far
 * @param totalCost mean execution cost of the update's episodes
 * @param successRate share of them that succeeded
 * @param steps mean length of them
 * @param gradientNorm Euclidean norm of the gradient before clipping
 */
public record UpdateMetrics(
        int update, long episodes, double totalCost, double successRate, double steps, double gradientNorm) {}
