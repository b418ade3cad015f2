package dev.baton.cli.log;

import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.Quoted;
import dev.baton.offline.EpisodeRanges;
import dev.baton.offline.LogShape;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/**
 * Which episodes a log holds, by the announcements of its blocks alone: what is between them is skipped, so this takes
 * as long for a large log as for a small one.
 */
public final class LogIndex {
    private static final int LONGEST_REASON = 1000;

    private final EpisodeRanges ranges = new EpisodeRanges();
    private long episodes;
    private long steps;
    private long end;
    private boolean unfinished;

    private LogIndex() {}

    /** Reads the announcements of a log of an environment. */
    public static LogIndex of(Path file, EnvSpec environment) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return of(InputFile.name(file), channel, environment);
        }
    }

    /**
     * Reads the announcements of a log of an environment.
     *
     * @param name of the file, for messages
     * @param channel is moved
     * @param environment the log was made in
     */
    public static LogIndex of(String name, FileChannel channel, EnvSpec environment) throws IOException {
        FrameReader frames = frames(name, channel);
        return of(name, channel, frames, shape(name, frames, environment));
    }

    /** Says whether a file is a log of any environment, with nothing missing. */
    public static boolean isWhole(FileChannel channel) throws IOException {
        try {
            FrameReader frames = frames("", channel);
            LogShape shape = LogFormat.shape("", frames.next("the header", LogFormat.MAX_HEADER));
            return !of("", channel, frames, shape).unfinished;
        } catch (BatonException e) {
            return false;
        }
    }

    private static FrameReader frames(String name, FileChannel channel) throws IOException {
        channel.position(0);
        return new FrameReader(name, Channels.newInputStream(channel));
    }

    private static LogIndex of(String name, FileChannel channel, FrameReader frames, LogShape shape)
            throws IOException {
        LogIndex index = new LogIndex();
        index.end = frames.position();
        Optional<LogFormat.Block> next = block(name, frames, index.ranges);
        while (next.isPresent() && next.get().whole()) {
            LogFormat.Block block = next.get();
            long start = channel.position();
            long left = channel.size() - start;
            if (left < block.bytes()) {
                throw new BatonException(String.format(
                        Locale.ROOT, "%s: truncated: it ends within the block of %s: expected %,d bytes, found %,d",
                        name, block.episodes(), block.bytes(), left));
            }
            index.ranges.add(block.episodes());
            index.episodes += block.episodes().count();
            index.steps += LogFormat.steps(shape, block);
            index.end = start + block.bytes();
            channel.position(index.end);
            next = block(name, frames, index.ranges);
        }
        index.unfinished = next.isPresent();
        return index;
    }

    /** Reads the header of a log and checks that it is of an environment. */
    public static LogShape shape(String name, FrameReader frames, EnvSpec environment) throws IOException {
        LogShape shape = LogFormat.shape(name, frames.next("the header", LogFormat.MAX_HEADER));
        try {
            shape.requireFits(environment);
        } catch (IllegalArgumentException e) {
            throw new BatonException(name + ": " + Quoted.plain(String.valueOf(e.getMessage()), LONGEST_REASON), e);
        }
        return shape;
    }

    /** Reads the next announcement, of episodes that were not announced before; nothing at the end of the file. */
    public static Optional<LogFormat.Block> block(String name, FrameReader frames, EpisodeRanges before)
            throws IOException {
        String what = before.isEmpty() ? "what follows the header" : "what follows the last block";
        byte[] payload = frames.next(what, LogFormat.ANNOUNCEMENT);
        if (payload.length == 0) {
            if (before.isEmpty()) {
                throw new BatonException(name + ": truncated: expected episodes after the header, found none");
            }
            return Optional.empty();
        }
        LogFormat.Block block = LogFormat.block(name + ": " + what, payload);
        before.overlap(block.episodes()).ifPresent(twice -> {
            throw new BatonException(name + ": holds episodes twice: " + block.episodes() + " follow " + twice
                    + ", so estimates from it would claim too much; log other episodes, as with --seed");
        });
        return Optional.of(block);
    }

    /** Returns which episodes the log holds. */
    public EpisodeRanges ranges() {
        return ranges;
    }

    /** Returns how many episodes there are. */
    public long episodes() {
        return episodes;
    }

    /** Returns how many steps they have together. */
    public long steps() {
        return steps;
    }

    /** Returns where the last whole block ends. */
    public long end() {
        return end;
    }

    /** Says whether something follows that was never finished. */
    public boolean unfinished() {
        return unfinished;
    }
}
