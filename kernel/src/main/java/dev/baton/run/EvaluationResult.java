package dev.baton.run;

import dev.baton.env.CostVector;

/**
 * Means over the episodes of an evaluation.
 *
 * @param episodes how many
 * @param totalCost mean execution cost λ · C of an episode
 * @param successRate share of episodes that end with g = 0
 * @param steps mean length of an episode
 * @param components mean charged cost of an episode by component
 */
public record EvaluationResult(
        int episodes, double totalCost, double successRate, double steps, CostVector components) {}
