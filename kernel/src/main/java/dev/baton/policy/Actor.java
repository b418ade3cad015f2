package dev.baton.policy;

import dev.baton.env.EpisodeBatch;

/** Chooses actions for the episodes of the model's environment; writes them up to the next multiple of 16. */
public interface Actor extends ColumnActor<EpisodeBatch> {}
