package dev.baton.ops;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Writes the register tiles of the network's products. Every tile multiplies V vectors by R numbers in a loop and keeps
 * all V · R sums in registers; what differs is where vectors and numbers come from, what sums start with and what becomes
 * of them. Vectors must not cross a method call, so the tiles cannot share code, and so they are written by this.
 *
 * <p>Where the compiler can move an index's bounds checks out of the loop, it loads everything of an iteration before it
 * multiplies. A tile then takes V · R + V + R registers, and with more than 32 it keeps sums in memory and takes a quarter
 * longer. Most loops therefore count one index by hand beside the loop's own: its checks stay, so do the loads behind them,
 * and with one register for all numbers a tile of V · R + V + 1 fits, such as 3 x 8 or 6 x 4.
 */
final class TileSource {
    /** Registers of AVX-512. */
    static final int REGISTERS = 32;

    private static final String LETTERS = "abcd";

    /** A use of a sum. */
    private interface End {
        /** Returns the expression to store, given the sum and where it goes. */
        String stored(String sum, String at);
    }

    private static final End PLAIN = (sum, at) -> sum;
    private static final End RELU = (sum, at) -> "zero.blend(" + sum + ", " + sum + ".compare(GT, 0f))";

    private final List<String> lines = new ArrayList<>();

    private TileSource() {}

    /** Returns SimdForwardTiles.java. */
    static String forwardTiles() {
        TileSource source = new TileSource();
        source.opening(
                "SimdForwardTiles",
                "The register tiles of {@link SimdForward}: V vectors of the batch by R outputs, {@code forwardVxR}; or by R hidden"
                        + " values at a time, which go on into five outputs, {@code rectifiedVxR}, and are kept as well, {@code keptVxR}.",
                List.of(
                        "import static dev.baton.ops.BatchOps.COLUMNS;",
                        "import static dev.baton.ops.BatchOps.RECTIFIED_COLUMNS;",
                        GREATER,
                        "import static jdk.incubator.vector.VectorOperators.NE;"));
        for (int vectors : new int[] {3, 1}) {
            for (int outputs : new int[] {8, 5}) {
                source.forward(vectors, outputs, "", PLAIN);
                source.forward(vectors, outputs, "Relu", RELU);
            }
        }
        for (int vectors : new int[] {3, 2, 1}) {
            source.rectified(vectors, 4, 5, false);
            source.rectified(vectors, 4, 5, true);
        }
        return source.text();
    }

    /** Returns SimdGradientTiles.java. */
    static String gradientTiles() {
        TileSource source = new TileSource();
        source.opening(
                "SimdGradientTiles",
                "The register tiles of {@link SimdGradientOps}: R samples or rows by V vectors of values, {@code affineRxV},"
                        + " {@code backwardRxV} and {@code productsRxV}; and squares of lanes by lanes, {@code transposeL}.",
                List.of("import static dev.baton.ops.GradientOps.CHUNK;", GREATER));
        source.exchange();
        for (int[] shape : new int[][] {{6, 4}, {6, 2}}) {
            source.affine(shape[0], shape[1], "", PLAIN);
            source.affine(shape[0], shape[1], "Relu", RELU);
        }
        for (int[] shape : new int[][] {{6, 4}, {6, 2}}) {
            source.backward(
                    shape[0], shape[1], "Relu",
                    (sum, at) -> "zero.blend(" + sum + ", FloatVector.fromArray(S, out, " + at + ").compare(GT, 0f))");
            source.backward(
                    shape[0], shape[1], "Slope",
                    (sum, at) -> sum + ".mul(FloatVector.fromArray(S, out, " + at + "))");
        }
        for (int[] shape : new int[][] {{4, 4}, {5, 4}, {4, 2}, {5, 2}, {1, 2}}) {
            source.products(shape[0], shape[1]);
        }
        for (int lanes : new int[] {4, 8, 16}) {
            source.transpose(lanes);
        }
        return source.text();
    }

    private static final String GREATER = "import static jdk.incubator.vector.VectorOperators.GT;";

    private void exchange() {
        add(1, "private static final VectorSpecies<Integer> I = SimdSpecies.INTS;", "");
        add(1, "/** For s = 1, 2, 4, 8: which elements of two rows the first row has after an exchange, then those of the second. */");
        add(1, "private static final int[] EXCHANGE = new int[8 * L];", "");
        add(1, "static {");
        add(2, "for (int s = 1, at = 0; s <= 8; s *= 2, at += 2 * L) {");
        add(3, "for (int c = 0; c < L; c++) {");
        add(4, "boolean set = (c & s) != 0;");
        add(4, "EXCHANGE[at + c] = set ? L + c - s : c;");
        add(4, "EXCHANGE[at + L + c] = set ? L + c : c + s;");
        add(3, "}");
        add(2, "}");
        add(1, "}");
    }

    private void opening(String name, String what, List<String> statics) {
        add(0, "package dev.baton.ops;", "");
        statics.forEach(line -> add(0, line));
        add(0, "", "import dev.baton.simd.SimdSpecies;");
        add(0, "import jdk.incubator.vector.FloatVector;");
        if (name.equals("SimdGradientTiles")) {
            add(0, "import jdk.incubator.vector.IntVector;");
        }
        add(0, "import jdk.incubator.vector.VectorSpecies;", "");
        add(0, "/**", " * " + what, " *");
        add(0, " * <p>Written by {@code TileSource}, which says why; {@code TileSourceTest} compares. Do not edit.", " */");
        add(0, "final class " + name + " {");
        add(1, "private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;");
        add(1, "private static final int L = SimdSpecies.LANES;", "");
        add(1, "private " + name + "() {}");
    }

    private String text() {
        add(0, "}");
        return String.join("\n", lines) + "\n";
    }

    private void forward(int vectors, int outputs, String suffix, End end) {
        add(0, "");
        add(1, "static void forward" + vectors + "x" + outputs + suffix
                + "(float[] p, int w, int inputs, float[] in, int x, float[] out, int y) {");
        for (int r = 0; r < outputs; r++) {
            for (int v = 0; v < vectors; v++) {
                String first = v == 0 ? "FloatVector.broadcast(S, p[" + plus("w", r, "") + "])" : sum(r, 0);
                add(2, "FloatVector " + sum(r, v) + " = " + first + ";");
            }
        }
        add(2, "int at = w + " + outputs + ";");
        add(2, "int end = x + inputs * COLUMNS;");
        add(2, "for (int column = x; column < end; column += COLUMNS) {");
        products(
                3, 0, vectors, outputs, v -> "in, " + plus("column", v, "L"), r -> "p[" + plus("at", r, "") + "]",
                "at += " + outputs + ";");
        endings(vectors, outputs, "out", "y", "COLUMNS", suffix.equals("Relu"), end);
    }

    /**
     * The outputs' sums stay in registers for all tiles of hidden values. The rectifier is an integer maximum with 0, one
     * operation that needs no multiplier; only of a NaN it makes what its sign says, see below.
     */
    private void rectified(int vectors, int rows, int outputs, boolean kept) {
        add(0, "");
        add(1, "static void " + (kept ? "kept" : "rectified") + vectors + "x" + rows
                + "(float[] p, int tiles, int inputs, float[] in, int x, float[] out, int y"
                + (kept ? ", float[] h, int z) {" : ") {"));
        for (int o = 0; o < outputs; o++) {
            for (int v = 0; v < vectors; v++) {
                String first = v == 0 ? "FloatVector.broadcast(S, p[" + o + "])" : output(o, 0);
                add(2, "FloatVector " + output(o, v) + " = " + first + ";");
            }
        }
        add(2, "int at = " + outputs + ";");
        add(2, "int end = at + tiles * " + rows + " * (1 + inputs + " + outputs + ");");
        add(2, "int endColumn = x + inputs * RECTIFIED_COLUMNS;");
        if (kept) {
            add(2, "int keep = z;");
        }
        add(2, "while (at < end) {");
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                String first = v == 0 ? "FloatVector.broadcast(S, p[" + plus("at", r, "") + "])" : sum(r, 0);
                add(3, "FloatVector " + sum(r, v) + " = " + first + ";");
            }
        }
        add(3, "at += " + rows + ";");
        add(3, "for (int column = x; column < endColumn; column += RECTIFIED_COLUMNS) {");
        products(
                4, vectors * outputs, vectors, rows, v -> "in, " + plus("column", v, "L"),
                r -> "p[" + plus("at", r, "") + "]", "at += " + rows + ";");
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                add(3, sum(r, v) + " = " + sum(r, v) + ".reinterpretAsInts().max(0).reinterpretAsFloats();");
                if (kept) {
                    add(3, sum(r, v) + ".intoArray(h, " + element("keep", r, "RECTIFIED_COLUMNS", v) + ");");
                }
            }
        }
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < outputs; o++) {
                String number = "n" + r + "to" + o;
                add(3, "FloatVector " + number + " = FloatVector.broadcast(S, p[" + plus("at", r * outputs + o, "") + "]);");
                for (int v = 0; v < vectors; v++) {
                    add(3, output(o, v) + " = " + sum(r, v) + ".fma(" + number + ", " + output(o, v) + ");");
                }
            }
        }
        add(3, "at += " + rows * outputs + ";");
        if (kept) {
            add(3, "keep += " + rows + " * RECTIFIED_COLUMNS;");
        }
        add(2, "}");
        String nan = IntStream.range(0, vectors)
                .mapToObj(v -> output(0, v) + ".compare(NE, " + output(0, v) + ").anyTrue()")
                .collect(joining(" || "));
        add(2, "// An integer maximum keeps a NaN of positive sign, which then is in every output; the rectifier makes it 0.");
        add(2, "if (" + nan + ") {");
        add(3, "ScalarBatchOps.rectified(p, tiles, inputs, in, x, out, y, " + (kept ? "h, z, " : "null, 0, ")
                + (vectors == 1 ? "" : vectors + " * ") + "L);");
        add(3, "return;");
        add(2, "}");
        for (int o = 0; o < outputs; o++) {
            for (int v = 0; v < vectors; v++) {
                add(2, output(o, v) + ".intoArray(out, " + element("y", o, "RECTIFIED_COLUMNS", v) + ");");
            }
        }
        add(1, "}");
    }

    private static String output(int output, int vector) {
        return "o" + output + LETTERS.charAt(vector);
    }

    private void affine(int samples, int vectors, String suffix, End end) {
        gradientTile("affine" + samples + "x" + vectors + suffix);
        add(2, "int bias = j + count * width;");
        for (int r = 0; r < samples; r++) {
            for (int v = 0; v < vectors; v++) {
                String first = r == 0 ? "FloatVector.fromArray(S, w, " + plus("bias", v, "L") + ")" : sum(0, v);
                add(2, "FloatVector " + sum(r, v) + " = " + first + ";");
            }
        }
        loopOverInputs(samples, vectors);
        endings(vectors, samples, "out", "y", "width", suffix.equals("Relu"), end);
    }

    private void backward(int samples, int vectors, String suffix, End end) {
        gradientTile("backward" + samples + "x" + vectors + suffix);
        for (int r = 0; r < samples; r++) {
            for (int v = 0; v < vectors; v++) {
                add(2, "FloatVector " + sum(r, v) + " = FloatVector.zero(S);");
            }
        }
        loopOverInputs(samples, vectors);
        endings(vectors, samples, "out", "y", "width", suffix.equals("Relu"), end);
    }

    private void gradientTile(String name) {
        add(0, "");
        add(1, "static void " + name
                + "(float[] in, int n, int count, float[] w, int j, int width, float[] out, int y) {");
    }

    private void loopOverInputs(int samples, int vectors) {
        add(2, "int row = j;");
        add(2, "int end = n + count * CHUNK;");
        add(2, "for (int x = n; x < end; x += CHUNK) {");
        products(
                3, 0, vectors, samples, v -> "w, " + plus("row", v, "L"), r -> "in[" + plus("x", r, "") + "]",
                "row += width;");
    }

    private void products(int rows, int vectors) {
        add(0, "");
        add(1, "static void products" + rows + "x" + vectors
                + "(float[] a, int x, float[] b, int j, int width, int samples, float[] g, int at) {");
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                add(2, "FloatVector " + sum(r, v) + " = FloatVector.fromArray(S, g, " + element("at", r, "width", v) + ");");
            }
        }
        add(2, "for (int n = 0; n < samples; n++) {");
        add(3, "int row = j + n * width;");
        products(
                3, 0, vectors, rows, v -> "b, " + plus("row", v, "L"), r -> "a[" + plus("x + n", r, "CHUNK") + "]");
        endings(vectors, rows, "g", "at", "width", false, PLAIN);
    }

    /**
     * A square of lanes by lanes by Eklundh's exchanges: for s = 1, 2, 4 … row r's elements whose column has bit s change
     * places with those of row r + s whose column has not. All rows stay in registers.
     */
    private void transpose(int lanes) {
        add(0, "");
        add(1, "static void transpose" + lanes + "(float[] in, int x, int stride, float[] out, int y, int width) {");
        for (int s = 1, i = 0; s < lanes; s *= 2, i += 2) {
            add(2, "IntVector first" + s + " = IntVector.fromArray(I, EXCHANGE, " + (i == 0 ? "0" : i + " * L") + ");");
            add(2, "IntVector second" + s + " = IntVector.fromArray(I, EXCHANGE, " + (i == 0 ? "L" : i + 1 + " * L") + ");");
        }
        for (int r = 0; r < lanes; r++) {
            add(2, "IntVector r" + r + " = FloatVector.fromArray(S, in, " + plus("x", r, "stride") + ").reinterpretAsInts();");
        }
        for (int s = 1; s < lanes; s *= 2) {
            for (int r = 0; r < lanes; r++) {
                if ((r & s) == 0) {
                    add(2, "IntVector e" + s + "of" + r + " = first" + s + ".selectFrom(r" + r + ", r" + (r + s) + ");");
                    add(2, "r" + (r + s) + " = second" + s + ".selectFrom(r" + r + ", r" + (r + s) + ");");
                    add(2, "r" + r + " = e" + s + "of" + r + ";");
                }
            }
        }
        for (int r = 0; r < lanes; r++) {
            add(2, "r" + r + ".reinterpretAsFloats().intoArray(out, " + plus("y", r, "width") + ");");
        }
        add(1, "}");
    }

    /**
     * The inside of the loop, at a depth; {@code kept} more sums are in registers meanwhile, and {@code last} counts an
     * index by hand.
     */
    private void products(
            int depth,
            int kept,
            int vectors,
            int rows,
            IntFunction<String> vector,
            IntFunction<String> number,
            String... last) {
        int numbers = last.length == 0 ? rows : 1;
        if (kept + vectors * rows + vectors + numbers > REGISTERS) {
            throw new IllegalArgumentException(rows + " x " + vectors + " takes more than " + REGISTERS + " registers");
        }
        for (int v = 0; v < vectors; v++) {
            add(depth, "FloatVector v" + LETTERS.charAt(v) + " = FloatVector.fromArray(S, " + vector.apply(v) + ");");
        }
        for (int r = 0; r < rows; r++) {
            add(depth, "FloatVector n" + r + " = FloatVector.broadcast(S, " + number.apply(r) + ");");
            for (int v = 0; v < vectors; v++) {
                add(depth, sum(r, v) + " = v" + LETTERS.charAt(v) + ".fma(n" + r + ", " + sum(r, v) + ");");
            }
        }
        add(depth, last);
        add(depth - 1, "}");
    }

    private void endings(int vectors, int rows, String array, String start, String stride, boolean zero, End end) {
        if (zero) {
            add(2, "FloatVector zero = FloatVector.zero(S);");
        }
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                String at = element(start, r, stride, v);
                add(2, end.stored(sum(r, v), at) + ".intoArray(" + array + ", " + at + ");");
            }
        }
        add(1, "}");
    }

    private static String sum(int row, int vector) {
        return "s" + row + LETTERS.charAt(vector);
    }

    private static String element(String start, int row, String stride, int vector) {
        return plus(plus(start, row, stride), vector, "L");
    }

    /** Returns start + count · unit, as short as it can be written. */
    private static String plus(String start, int count, String unit) {
        if (count == 0) {
            return start;
        }
        String multiple = unit.isEmpty() ? "" + count : (count == 1 ? "" : count + " * ") + unit;
        return start + " + " + multiple;
    }

    private void add(int indentation, String... text) {
        for (String line : text) {
            lines.add(line.isEmpty() ? "" : "    ".repeat(indentation) + line);
        }
    }
}
