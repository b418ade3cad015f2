package dev.baton.cli.folder;

import dev.baton.offline.EpisodeLog;
import dev.baton.offline.EpisodeRange;
import dev.baton.offline.EpisodeRanges;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A log in memory.
 *
 * @param episodes all of them
 * @param ranges which they are
 * @param blocks the same in the order in which they were added
 */
public record StoredLog(EpisodeLog episodes, EpisodeRanges ranges, List<EpisodeRange> blocks) {
    public StoredLog {
        blocks = List.copyOf(blocks);
    }

    /**
     * Returns the part that is learned from and the part that is held back: of every block its last episodes, so that
     * both parts are of all the policies that made the log.
     *
     * @param fraction of each block that is held back, at least one episode and not all
     */
    public Parts holdOut(double fraction) {
        BitSet held = new BitSet();
        List<EpisodeRange> kept = new ArrayList<>();
        List<EpisodeRange> back = new ArrayList<>();
        int at = 0;
        for (EpisodeRange block : blocks) {
            long count = Math.clamp(Math.round(fraction * block.count()), 0, block.count());
            long rest = block.count() - count;
            if (rest > 0) {
                kept.add(new EpisodeRange(block.seed(), block.first(), rest));
            }
            if (count > 0) {
                back.add(new EpisodeRange(block.seed(), block.first() + rest, count));
            }
            held.set((int) (at + rest), (int) (at + block.count()));
            at += (int) block.count();
        }
        return new Parts(part(kept, e -> !held.get(e)), part(back, held::get));
    }

    private StoredLog part(List<EpisodeRange> of, IntPredicate chosen) {
        EpisodeRanges set = new EpisodeRanges();
        of.forEach(set::add);
        return new StoredLog(episodes.select(chosen), set, of);
    }

    /**
     * A log in two.
     *
     * @param learning learned from
     * @param judging held back
     */
    public record Parts(StoredLog learning, StoredLog judging) {}
}
