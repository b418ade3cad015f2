package dev.baton.ops;

import static java.util.stream.Collectors.joining;

import dev.baton.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes the register tiles of the network's products. Every tile multiplies V vectors by R numbers in a loop and keeps
 * all V · R sums in registers; what differs is where vectors and numbers come from, what sums start with and what
 * becomes of them. Vectors must not cross a method call, so the tiles cannot share code, and so they are written by
 * this.
 *
 * <p>Where the compiler can move an index's bounds checks out of the loop, it loads everything of an iteration before
 * it multiplies. A tile then takes V · R + V + R registers, and with more than 32 it keeps sums in memory and takes a
 * quarter longer. Most loops therefore count one index by hand beside the loop's own: its checks stay, so do the loads
 * behind them, and with one register for all numbers a tile of V · R + V + 1 fits, such as 3 x 8 or 6 x 4.
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
                "The register tiles of {@link SimdBatchOps}: V vectors of the batch by R outputs, {@code forwardVxR};"
                        + " or by R hidden values at a time, which go on into five outputs, {@code rectifiedVxR}, and"
                        + " are kept as well, {@code keptVxR}.",
                List.of(
                        "import static dev.baton.ops.GradientOps.STRIDE;",
                        GREATER,
                        "import static jdk.incubator.vector.VectorOperators.NE;"),
                "FloatVector", "VectorSpecies");
        for (int vectors : new int[] {3, 2, 1}) {
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
                "The register tiles of {@link SimdGradientOps}: four rows by V vectors of samples, {@code backward4xV};"
                        + " sums of products of four rows with C others, {@code products4xC}; both at once, of two rows"
                        + " with O outputs, {@code backwardProducts2xO}; sums of L rows, {@code foldL}; and products"
                        + " with their sums, for sixteen lanes, {@code foldedRxC}.",
                List.of(
                        "import static dev.baton.ops.GradientOps.STRIDE;",
                        "import static dev.baton.ops.Lanes.WIDEST;",
                        GREATER),
                "FloatVector", "IntVector", "VectorMask", "VectorSpecies");
        Stream.of(Activation.values()).map(TileSource::slope).distinct().forEach(slope -> {
            source.backward(4, 4, slope);
            source.backward(4, 2, slope);
            if (slope != Slope.KEPT) {
                source.backwardProducts(2, 5, slope);
            }
        });
        for (int columns = 1; columns <= 5; columns++) {
            source.products(4, columns, false);
            source.products(4, columns, true);
        }
        for (int lanes : new int[] {4, 8, 16}) {
            source.fold(lanes);
        }
        source.folded(1, 4);
        source.folded(1, 16);
        source.folded(4, 4);
        source.foldedPair(4, 4);
        return source.text();
    }

    /** What of an activation stands in a tile of the way back: what tells the slope, and how it is multiplied with. */
    private enum Slope {
        TANH("Tanh", "FloatVector one = FloatVector.broadcast(S, 1f);"),
        RELU("Relu", "FloatVector zero = FloatVector.zero(S);"),
        LEAKY_RELU("LeakyRelu", ""),
        KEPT("Slope", "");

        final String suffix;
        /** What is made once for all sums. */
        final String constant;

        Slope(String suffix, String constant) {
            this.suffix = suffix;
            this.constant = constant;
        }

        /** Returns the product of a sum with the slope that {@code y} tells. */
        String product(String sum, String y) {
            return switch (this) {
                case TANH -> y + ".neg().fma(" + y + ", one).mul(" + sum + ")";
                case RELU -> "zero.blend(" + sum + ", " + y + ".compare(GT, 0f))";
                case LEAKY_RELU -> sum + ".mul(Activations.LEAK).blend(" + sum + ", " + y + ".compare(GT, 0f))";
                case KEPT -> y + ".mul(" + sum + ")";
            };
        }
    }

    private static Slope slope(Activation activation) {
        return switch (activation) {
            case TANH -> Slope.TANH;
            case RELU -> Slope.RELU;
            case LEAKY_RELU -> Slope.LEAKY_RELU;
            case SILU -> Slope.KEPT;
        };
    }

    private static final String GREATER = "import static jdk.incubator.vector.VectorOperators.GT;";

    private void opening(String name, String what, List<String> statics, String... types) {
        add(0, "package dev.baton.ops;", "");
        statics.forEach(line -> add(0, line));
        add(0, "", "import dev.baton.simd.SimdSpecies;");
        for (String type : types) {
            add(0, "import jdk.incubator.vector." + type + ";");
        }
        add(0, "");
        add(0, "/**", " * " + what, " *");
        add(0, " * <p>Written by {@code TileSource}, which says why; {@code TileSourceTest} compares. Do not edit.",
                " */");
        add(0, "final class " + name + " {");
        add(1, "private static final VectorSpecies<Float> S = SimdSpecies.FLOATS;");
        add(1, "private static final int L = SimdSpecies.LANES;");
        if (List.of(types).contains("IntVector")) {
            add(1, "private static final VectorSpecies<Integer> I = SimdSpecies.INTS;");
        }
        add(0, "");
        add(1, "private " + name + "() {}");
    }

    private String text() {
        add(0, "}");
        return String.join("\n", lines) + "\n";
    }

    private void forward(int vectors, int outputs, String suffix, End end) {
        add(0, "");
        add(1, "static void forward" + vectors + "x" + outputs + suffix
                + "(float[] p, int w, int inputs, float[] in, int x, int stride, float[] out, int y, int outStride) {");
        for (int r = 0; r < outputs; r++) {
            for (int v = 0; v < vectors; v++) {
                String first = v == 0 ? "FloatVector.broadcast(S, p[" + plus("w", r, "") + "])" : sum(r, 0);
                add(2, "FloatVector " + sum(r, v) + " = " + first + ";");
            }
        }
        add(2, "int at = w + " + outputs + ";");
        add(2, "int column = x;");
        add(2, "for (int i = 0; i < inputs; i++) {");
        products(
                3, 0, vectors, outputs, v -> "in, " + plus("column", v, "L"), r -> "p[" + plus("at", r, "") + "]",
                "at += " + outputs + ";", "column += stride;");
        endings(vectors, outputs, "out", "y", "outStride", suffix.equals("Relu"), end);
    }

    /**
     * The outputs' sums stay in registers for all tiles of hidden values. The rectifier is an integer maximum with 0,
     * one operation that needs no multiplier; only of a NaN it makes what its sign says, see below.
     */
    private void rectified(int vectors, int rows, int outputs, boolean kept) {
        add(0, "");
        add(1, "static void " + (kept ? "kept" : "rectified") + vectors + "x" + rows
                + "(float[] p, int tiles, int inputs, float[] in, int x, "
                + (kept
                        ? "float[] out, int y, float[] h, int z) {"
                        : "int stride, float[] out, int y, int outStride) {"));
        // Offsets that are constants share a bounds check.
        String stride = kept ? "STRIDE" : "stride";
        String outStride = kept ? "STRIDE" : "outStride";
        for (int o = 0; o < outputs; o++) {
            for (int v = 0; v < vectors; v++) {
                String first = v == 0 ? "FloatVector.broadcast(S, p[" + o + "])" : output(o, 0);
                add(2, "FloatVector " + output(o, v) + " = " + first + ";");
            }
        }
        add(2, "int at = " + outputs + ";");
        add(2, "int end = at + tiles * " + rows + " * (1 + inputs + " + outputs + ");");
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
        add(3, "int column = x;");
        add(3, "for (int i = 0; i < inputs; i++) {");
        products(
                4, vectors * outputs, vectors, rows, v -> "in, " + plus("column", v, "L"),
                r -> "p[" + plus("at", r, "") + "]", "at += " + rows + ";", "column += " + stride + ";");
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                add(3, sum(r, v) + " = " + sum(r, v) + ".reinterpretAsInts().max(0).reinterpretAsFloats();");
                if (kept) {
                    add(3, sum(r, v) + ".intoArray(h, " + element("keep", r, "STRIDE", v) + ");");
                }
            }
        }
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < outputs; o++) {
                String number = "n" + r + "to" + o;
                add(
                        3, "FloatVector " + number + " = FloatVector.broadcast(S, p[" + plus("at", r * outputs + o, "")
                                + "]);");
                for (int v = 0; v < vectors; v++) {
                    add(3, output(o, v) + " = " + sum(r, v) + ".fma(" + number + ", " + output(o, v) + ");");
                }
            }
        }
        add(3, "at += " + rows * outputs + ";");
        if (kept) {
            add(3, "keep += " + rows + " * STRIDE;");
        }
        add(2, "}");
        String nan = IntStream.range(0, vectors)
                .mapToObj(v -> output(0, v) + ".compare(NE, " + output(0, v) + ").anyTrue()")
                .collect(joining(" || "));
        add(2, "// An integer maximum keeps a NaN of positive sign, which then is in every output; the rectifier makes"
                + " it 0.");
        add(2, "if (" + nan + ") {");
        add(3, "ScalarBatchOps.rectified(p, tiles, inputs, in, x, " + stride + ", out, y, " + outStride + ", "
                + (kept ? "h, z, STRIDE, " : "null, 0, 0, ")
                + (vectors == 1 ? "" : vectors + " * ") + "L);");
        add(3, "return;");
        add(2, "}");
        for (int o = 0; o < outputs; o++) {
            for (int v = 0; v < vectors; v++) {
                add(2, output(o, v) + ".intoArray(out, " + element("y", o, outStride, v) + ");");
            }
        }
        add(1, "}");
    }

    private static String output(int output, int vector) {
        return "o" + output + LETTERS.charAt(vector);
    }

    private void backward(int rows, int vectors, Slope slope) {
        add(0, "");
        add(1, "static void backward" + rows + "x" + vectors + slope.suffix
                + "(float[] d, int x, int outputs, float[] w, int i, int width, float[] y, float[] e, int h, int to)"
                + " {");
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                add(2, "FloatVector " + sum(r, v) + " = FloatVector.zero(S);");
            }
        }
        add(2, "int at = i;");
        add(2, "int end = x + outputs * STRIDE;");
        add(2, "for (int row = x; row < end; row += STRIDE) {");
        products(
                3, 0, vectors, rows, v -> "d, " + plus("row", v, "L"), r -> "w[" + plus("at", r, "") + "]",
                "at += width;");
        if (!slope.constant.isEmpty()) {
            add(2, slope.constant);
        }
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                String y = "FloatVector.fromArray(S, y, " + element("h", r, "STRIDE", v) + ")";
                add(
                        2, slope.product(sum(r, v), y) + ".intoArray(e, " + element("to", r, "STRIDE", v) + ");");
            }
        }
        add(1, "}");
    }

    /** The tiles of one output to the most, and the choice among them. */
    private void backwardProducts(int rows, int most, Slope slope) {
        for (int outputs = 1; outputs <= most; outputs++) {
            backwardProductsTile(rows, outputs, slope);
        }
        add(0, "");
        add(1, "static void backwardProducts" + slope.suffix + "(int outputs, " + BACKWARD_PRODUCTS);
        add(2, "switch (outputs) {");
        for (int outputs = 1; outputs <= most; outputs++) {
            String label = outputs < most ? "case " + outputs : "default";
            add(3, label + " -> backwardProducts" + rows + "x" + outputs + slope.suffix
                    + "(d, x, w, i, width, y, e, h, to, samples, g, at);");
        }
        add(2, "}");
        add(1, "}");
    }

    private static final String BACKWARD_PRODUCTS =
            "float[] d, int x, float[] w, int i, int width, float[] y, float[] e, int h, int to, int samples,"
                    + " float[] g, int at) {";

    /**
     * A vector of the outputs' derivatives is loaded once for two multiply-adds per row: with the weight of the row,
     * and with its values. A derivative of a row needs all outputs, so these are not cut; two rows by five outputs fit.
     */
    private void backwardProductsTile(int rows, int outputs, Slope slope) {
        if (2 * rows * (outputs + 1) + 2 > REGISTERS) {
            throw new IllegalArgumentException(rows + " x " + outputs + " takes more than " + REGISTERS + " registers");
        }
        add(0, "");
        add(1, "static void backwardProducts" + rows + "x" + outputs + slope.suffix + "(" + BACKWARD_PRODUCTS);
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < outputs; o++) {
                String weight = "w[" + plus(plus("i", o, "width"), r, "") + "]";
                add(2, "FloatVector w" + r + "to" + o + " = FloatVector.broadcast(S, " + weight + ");");
                String place = plus("at", r * outputs + o, "WIDEST");
                add(2, "FloatVector " + product(r, o) + " = FloatVector.fromArray(S, g, " + place + ");");
            }
        }
        if (!slope.constant.isEmpty()) {
            add(2, slope.constant);
        }
        add(2, "for (int n = 0; n < samples; n += WIDEST) {");
        for (int r = 0; r < rows; r++) {
            add(3, "FloatVector u" + r + " = FloatVector.fromArray(S, y, " + plus("h + n", r, "STRIDE") + ");");
            add(3, "FloatVector s" + r + " = FloatVector.zero(S);");
        }
        for (int o = 0; o < outputs; o++) {
            add(3, "FloatVector v" + o + " = FloatVector.fromArray(S, d, " + plus("x + n", o, "STRIDE") + ");");
            for (int r = 0; r < rows; r++) {
                add(3, "s" + r + " = v" + o + ".fma(w" + r + "to" + o + ", s" + r + ");");
                add(3, product(r, o) + " = u" + r + ".fma(v" + o + ", " + product(r, o) + ");");
            }
        }
        for (int r = 0; r < rows; r++) {
            String to = plus("to + n", r, "STRIDE");
            add(3, slope.product("s" + r, "u" + r) + ".intoArray(e, " + to + ");");
        }
        add(2, "}");
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < outputs; o++) {
                add(2, product(r, o) + ".intoArray(g, " + plus("at", r * outputs + o, "WIDEST") + ");");
            }
        }
        add(1, "}");
    }

    /**
     * Both factors are vectors of samples; a sum is one of sixteen, or of the lanes that there are. Adding the rows up
     * takes no loads of its own and no multiplier.
     */
    private void products(int rows, int columns, boolean rowSums) {
        add(0, "");
        add(1, "static void products" + rows + "x" + columns + (rowSums ? "Sums" : "")
                + "(float[] a, int x, float[] b, int y, int samples, float[] g, int at, int width"
                + (rowSums ? ", float[] d, int to) {" : ") {"));
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                String place = plus(plus("at", r, "width"), c, "WIDEST");
                add(2, "FloatVector " + product(r, c) + " = FloatVector.fromArray(S, g, " + place + ");");
            }
            if (rowSums) {
                String place = plus("to", r, "WIDEST");
                add(2, "FloatVector " + rowSum(r) + " = FloatVector.fromArray(S, d, " + place + ");");
            }
        }
        multiply(rows, columns, rowSums);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                add(2, product(r, c) + ".intoArray(g, " + plus(plus("at", r, "width"), c, "WIDEST") + ");");
            }
            if (rowSums) {
                add(2, rowSum(r) + ".intoArray(d, " + plus("to", r, "WIDEST") + ");");
            }
        }
        add(1, "}");
    }

    private static String rowSum(int row) {
        return "s" + row;
    }

    /** The loop over the samples, sixteen at a time. */
    private void multiply(int rows, int columns, boolean rowSums) {
        // What meets a single row is wanted once.
        int kept = (rows == 1 ? 1 : columns) + (rowSums ? rows : 0);
        if (rows * columns + kept + 1 > REGISTERS) {
            throw new IllegalArgumentException(rows + " x " + columns + " takes more than " + REGISTERS + " registers");
        }
        add(2, "for (int n = 0; n < samples; n += WIDEST) {");
        for (int c = 0; c < columns && rows > 1; c++) {
            add(3, "FloatVector v" + c + " = FloatVector.fromArray(S, b, " + plus("y + n", c, "STRIDE") + ");");
        }
        for (int r = 0; r < rows; r++) {
            add(3, "FloatVector u" + r + " = FloatVector.fromArray(S, a, " + plus("x + n", r, "STRIDE") + ");");
            for (int c = 0; c < columns; c++) {
                String other = rows > 1 ? "v" + c : "FloatVector.fromArray(S, b, " + plus("y + n", c, "STRIDE") + ")";
                add(3, product(r, c) + " = u" + r + ".fma(" + other + ", " + product(r, c) + ");");
            }
            if (rowSums) {
                add(3, rowSum(r) + " = " + rowSum(r) + ".add(u" + r + ");");
            }
        }
        add(2, "}");
    }

    /**
     * As many rows of partial sums as there are lanes: for s = 8, 4, 2, 1 row r and row r + s become one, whose
     * elements with bit s of their number clear are sums of two of row r, and the others of row r + s. In the end
     * element c is the sum of row c.
     */
    private void fold(int lanes) {
        add(0, "");
        add(1, "static void fold" + lanes + "(float[] p, int at, float[] out, int to, int[] exchange) {");
        openFold(lanes, lanes);
        String sum = fold(lanes, lanes, 0, 1, r -> {
            List<String> parts = new ArrayList<>();
            for (int l = 0; l < 16; l += lanes) {
                parts.add("FloatVector.fromArray(S, p, " + plus("at", r * 16 + l, "") + ")");
            }
            add(2, "FloatVector r" + r + " = " + halves(parts) + ";");
            return "r" + r;
        });
        add(2, sum + ".intoArray(out, to);");
        add(1, "}");
    }

    private static final String FOLDED =
            "(float[] a, int x, float[] b, int y, int samples, float[] out, int to, int[] exchange) {";

    /**
     * Products as above of all samples that there are, folded where they are: sum (r, c) becomes element C r + c of
     * sixteen.
     */
    private void folded(int rows, int columns) {
        add(0, "");
        add(1, "static void folded" + rows + "x" + columns + FOLDED);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                add(2, "FloatVector " + product(r, c) + " = FloatVector.zero(S);");
            }
        }
        multiply(rows, columns, false);
        openFold(16, rows * columns);
        String sum = fold(16, rows * columns, 0, 1, e -> product(e / columns, e % columns));
        add(2, sum + ".intoArray(out, to);");
        add(1, "}");
    }

    /** The same of 17 to 32 samples, without a loop: a sum is made where it is folded. */
    private void foldedPair(int rows, int columns) {
        add(0, "");
        add(1, "static void foldedPair" + rows + "x" + columns + FOLDED.replace("int samples, ", ""));
        for (int c = 0; c < columns; c++) {
            add(2, "FloatVector v" + c + " = FloatVector.fromArray(S, b, " + plus("y", c, "STRIDE") + ");");
            add(2, "FloatVector w" + c + " = FloatVector.fromArray(S, b, " + plus("y", c, "STRIDE") + " + WIDEST);");
        }
        for (int r = 0; r < rows; r++) {
            add(2, "FloatVector t" + r + " = FloatVector.fromArray(S, a, " + plus("x", r, "STRIDE") + ");");
            add(2, "FloatVector u" + r + " = FloatVector.fromArray(S, a, " + plus("x", r, "STRIDE") + " + WIDEST);");
        }
        add(2, "FloatVector zero = FloatVector.zero(S);");
        openFold(16, rows * columns);
        String sum = fold(16, rows * columns, 0, 1, e -> {
            int r = e / columns;
            int c = e % columns;
            add(2, "FloatVector " + product(r, c) + " = u" + r + ".fma(w" + c + ", t" + r + ".fma(v" + c + ", zero));");
            return product(r, c);
        });
        add(2, sum + ".intoArray(out, to);");
        add(1, "}");
    }

    /** What folding that many rows takes. */
    private void openFold(int lanes, int rows) {
        for (int s = lanes / 2; s > 0; s /= 2) {
            int index = 31 - Integer.numberOfLeadingZeros(s);
            add(
                    2, "IntVector other" + s + " = IntVector.fromArray(I, exchange, "
                            + plus("0", index, "L").replace("0 + ", "") + ");");
            if (s < rows) {
                add(2, "VectorMask<Float> set" + s + " = VectorMask.fromLong(S, " + mask(lanes, s) + ");");
            }
        }
    }

    /**
     * Folds the rows first, first + step, first + 2 step, … of which there is a power of two, each made where it is
     * needed, so that few are in registers at once; returns what the result is called. A row without another one meets
     * itself.
     */
    private String fold(int lanes, int rows, int first, int step, IntFunction<String> row) {
        if (step == lanes) {
            return row.apply(first);
        }
        String one = fold(lanes, rows, first, 2 * step, row);
        boolean alone = step >= rows;
        String two = alone ? one : fold(lanes, rows, first + step, 2 * step, row);
        add(2, one + " = " + one + (alone ? "" : ".blend(" + two + ", set" + step + ")") + ".add(other" + step
                + ".selectFrom("
                + one + ".reinterpretAsInts(), " + two + ".reinterpretAsInts()).reinterpretAsFloats());");
        return one;
    }

    /** The lanes whose number has a bit set. */
    private static String mask(int lanes, int bit) {
        long mask = 0;
        for (int c = 0; c < lanes; c++) {
            mask |= (c & bit) != 0 ? 1L << c : 0;
        }
        return "0x" + Long.toHexString(mask);
    }

    /** The sum of the first half and the last half, element by element, of these, and so on. */
    private static String halves(List<String> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        List<String> sums = new ArrayList<>();
        for (int i = 0; i < parts.size() / 2; i++) {
            sums.add(parts.get(i) + ".add(" + parts.get(i + parts.size() / 2) + ")");
        }
        return halves(sums);
    }

    private static String product(int row, int column) {
        return "s" + row + "by" + column;
    }

    /**
     * The inside of the loop, at a depth; {@code kept} more sums are in registers meanwhile, and {@code last} counts
     * indices by hand.
     */
    private void products(
            int depth,
            int kept,
            int vectors,
            int rows,
            IntFunction<String> vector,
            IntFunction<String> number,
            String... last) {
        if (kept + vectors * rows + vectors + 1 > REGISTERS) {
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
            lines.addAll(SourceLines.wrapped("    ".repeat(indentation), line));
        }
    }
}
