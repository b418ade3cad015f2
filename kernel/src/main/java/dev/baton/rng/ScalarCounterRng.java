package dev.baton.rng;

/** {@link CounterRng} in plain Java. */
final class ScalarCounterRng implements CounterRng {
    @Override
    public void fill(long key, int[] counter0, int[] counter1, int from, int to, int[] word0, int[] word1) {
        for (int i = from; i < to; i++) {
            long block = Threefry.block(key, counter0[i], counter1[i]);
            word0[i] = Threefry.word0(block);
            word1[i] = Threefry.word1(block);
        }
    }
}
