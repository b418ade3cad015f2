package dev.baton.cli.folder;

import dev.baton.learn.ResumableTraining;

/** Keeps what a training has come to while it runs. */
public interface Checkpoints {
    /** Keeps nothing. */
    Checkpoints NONE = new Checkpoints() {
        @Override
        public void begin(ResumableTraining training) {
            // from its own start
        }

        @Override
        public void updated(ResumableTraining training) {
            // nothing to keep
        }
    };

    /** Goes on from what was kept, if anything was, before the first update. */
    void begin(ResumableTraining training);

    /** Keeps what there is after an update that has been told of, if it is time to. */
    void updated(ResumableTraining training);
}
