package dev.baton.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the exponential and the logarithm where kernels need them, in plain Java and with vectors, from one list of
 * steps each. A vector that crosses a method call stays in a register only while the caller is small (some thirty
 * vector operations); kernels that are larger need the steps in place, and so these are written by this.
 *
 * <p>A place is between two comments: <code>{@value #START}e = exp(y)</code> and <code>{@value #END}</code>. The first
 * one says what the result is called; or the results, which are then computed beside each other, so that their long
 * chains of dependent steps overlap. Arguments of exp are from {@link FloatMath#EXP_LOW} to {@link FloatMath#EXP_HIGH},
 * or NaN.
 */
final class PolynomialSource {
    static final String START = "// Written by PolynomialSource: ";
    static final String END = "// Written up to here.";

    private static final Pattern PLACE = Pattern.compile(
            "(?m)^( *)" + START + "(\\w+(?:, \\w+)*) = (exp|log)\\((\\w+(?:, \\w+)*)\\)\n(?s:(.*?))^ *" + END + "$");

    private static final List<String> EXP = List.of("EXP_5", "EXP_4", "EXP_3", "EXP_2", "1f", "1f");
    private static final List<String> LOG = List.of("LOG_9", "LOG_8", "LOG_7", "LOG_6", "LOG_5", "LOG_4", "LOG_3");

    private final boolean vectors;
    private final List<String> results;
    private final List<String> arguments;
    private final List<String> lines = new ArrayList<>();

    private PolynomialSource(boolean vectors, List<String> results, List<String> arguments) {
        this.vectors = vectors;
        this.results = results;
        this.arguments = arguments;
    }

    /** Returns a file's text with every place written anew. */
    static String written(String file, String text) {
        return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(place(file.startsWith("Simd"), place)));
    }

    /** Returns a file's text without what is between the comments. */
    static String rest(String text) {
        return PLACE.matcher(text).replaceAll("");
    }

    /** Returns how many places a text has. */
    static long places(String text) {
        return PLACE.matcher(text).results().count();
    }

    private static String place(boolean vectors, MatchResult place) {
        List<String> results = Arrays.asList(place.group(2).split(", ", -1));
        List<String> arguments = Arrays.asList(place.group(4).split(", ", -1));
        if (results.size() != arguments.size()) {
            throw new IllegalArgumentException(place.group() + ": as many results as arguments");
        }
        PolynomialSource source = new PolynomialSource(vectors, results, arguments);
        if (place.group(3).equals("exp")) {
            source.exp();
        } else {
            source.log();
        }
        String indentation = place.group(1);
        StringBuilder text = new StringBuilder(place.group().substring(0, place.group().indexOf('\n') + 1));
        for (String line : source.lines) {
            SourceLines.wrapped(indentation, line).forEach(part -> text.append(part).append('\n'));
        }
        return text.append(indentation).append(END).toString();
    }

    private void exp() {
        step("shifted", "@", "LOG2_E", "ROUND");
        each(vectors
                ? "FloatVector power# = shifted#.sub(FloatMath.ROUND);"
                : "float power# = shifted# - ROUND;");
        step("r", "power#", "-LN2_HIGH", "@");
        again("r", "power#", "-LN2_LOW", "r#");
        horner("p", "r", EXP);
        // The low bits of the shifted float are n; moved to the exponent field they multiply by 2ⁿ, for n = −127 by 0.
        each(vectors
                ? "FloatVector = = p#.mul(shifted#.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23)"
                        + ".add(0x3f800000).reinterpretAsFloats());"
                : "float = = p# * Float.intBitsToFloat((Float.floatToRawIntBits(shifted#) << 23) + 0x3f800000);");
    }

    /** The exponent is chosen so that the mantissa lies in [√½, √2). */
    private void log() {
        each(vectors
                ? "IntVector bits# = @.reinterpretAsInts().sub(FloatMath.SQRT_HALF_BITS);"
                : "int bits# = Float.floatToRawIntBits(@) - SQRT_HALF_BITS;");
        each(vectors
                ? "FloatVector exponent# = (FloatVector) bits#.lanewise(VectorOperators.ASHR, 23)"
                        + ".convert(VectorOperators.I2F, 0);"
                : "float exponent# = bits# >> 23;");
        each(vectors
                ? "FloatVector f# = bits#.and(0x007fffff).add(FloatMath.SQRT_HALF_BITS).reinterpretAsFloats().sub(1f);"
                : "float f# = Float.intBitsToFloat((bits# & 0x007fffff) + SQRT_HALF_BITS) - 1f;");
        horner("q", "f", LOG);
        each(vectors ? "FloatVector square# = f#.mul(f#);" : "float square# = f# * f#;");
        each(vectors
                ? "FloatVector tail# = square#.mul(f#).fma(q#, square#.mul(-0.5f));"
                : "float tail# = Math.fma(square# * f#, q#, -0.5f * square#);");
        again("tail", "exponent#", "LN2_LOW", "tail#");
        each(vectors
                ? "FloatVector = = exponent#.fma(FloatVector.broadcast(F, FloatMath.LN2_HIGH), tail#.add(f#));"
                : "float = = Math.fma(exponent#, LN2_HIGH, f# + tail#);");
    }

    /** ((c₀ x + c₁) x + c₂) x + …, by fused multiply-adds. */
    private void horner(String sum, String x, List<String> coefficients) {
        String first = vectors ? constant(coefficients.get(0)) : coefficients.get(0);
        step(sum, first, x + "#", coefficients.get(1));
        for (String coefficient : coefficients.subList(2, coefficients.size())) {
            again(sum, sum + "#", x + "#", coefficient);
        }
    }

    /** A new variable a · b + c. */
    private void step(String variable, String a, String b, String c) {
        each((vectors ? "FloatVector " : "float ") + variable + "# = " + fma(a, b, c) + ";");
    }

    /** The same with a variable that is there. */
    private void again(String variable, String a, String b, String c) {
        each(variable + "# = " + fma(a, b, c) + ";");
    }

    private String fma(String a, String b, String c) {
        return vectors
                ? a + ".fma(" + constant(b) + ", " + constant(c) + ")"
                : "Math.fma(" + a + ", " + b + ", " + c + ")";
    }

    /** A name in capitals or a number is a constant, everything else a variable. */
    private static String constant(String name) {
        if (name.equals("1f")) {
            return "FloatVector.broadcast(F, 1f)";
        }
        if (!name.matches("-?[A-Z][A-Z0-9_]+")) {
            return name;
        }
        return "FloatVector.broadcast(F, " + name.replaceFirst("[A-Z]", "FloatMath.$0") + ")";
    }

    /**
     * A line for every result: {@code =} alone is the result, {@code @} its argument, {@code #} what tells variables
     * apart.
     */
    private void each(String line) {
        for (int i = 0; i < results.size(); i++) {
            String suffix = results.size() == 1 ? "" : results.get(i).substring(results.get(i).length() - 1);
            lines.add(line.replace(" = = ", " " + results.get(i) + " = ")
                    .replace("@", arguments.get(i))
                    .replace("#", suffix));
        }
    }
}
