package dev.baton.learn;

/**
 * How far one update of PPO went, measured over all its samples after its last step: π is the updated policy, π_old the
 * one that ran the episodes, ρ = π(a | s) / π_old(a | s).
 *
 * @param approximateKl mean of (ρ − 1) − log ρ, an estimate of KL(π_old ‖ π) that is never negative (Schulman 2020)
 * @param clipFraction share of samples whose ρ is farther from 1 than the clip ε
 * @param explainedVariance 1 − Var(target − V) / Var(target), V the value network's before the update and the target
 *     that of its fit; 1 is perfect, 0 no better than a constant, NaN where the targets do not vary
 */
public record PpoDiagnostics(double approximateKl, double clipFraction, double explainedVariance) {}
