package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.print.Numbers;
import dev.baton.study.Statistic;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0.0000", "-0.0, 0.0000", "69.44014, 69.4401", "-0.0524, -0.0524", "0.00123, 0.0012", "0.001, 0.0010",
        "0.000999, 9.990e-4", "0.0000506, 5.060e-5", "-0.0000506, -5.060e-5", "1.53e-9, 1.530e-9", "1e-300, 1.000e-300",
        "1234.56789, 1234.5679", "12345.6789, 12345.679", "1234567.89, 1234567.9", "0.000999996, 1.000e-3",
        "99999999.99, 100000000", "16777215, 16777215",
        "99999999.4, 99999999", "1234567890, 1.2345679e9", "-1e9, -1.0000000e9", "2e12, 2.0000000e12"
    })
    void figuresShowTheirLeadingDigits(double value, String text) {
        assertThat(Numbers.fixed(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        // The paper's tables.
        "69.5754, 0.4427, 69.5754 ± 0.4427", "25.2705, 2.5569, 25.2705 ± 2.5569", "0.9164, 0.0063, 0.9164 ± 0.0063",
        "5, 0, 5.0000 ± 0.0000", "0, 0, 0.0000 ± 0.0000", "10.2262, 0.0004, 10.2262 ± 0.0004",
        // No more digits than the spread supports.
        "12345.6789, 23.456, 12345.679 ± 23.456", "12345.6789, 1234.56, 12345.7 ± 1234.6",
        "1234567.89, 98765.4, 1234568 ± 98765", "100, 25.5, 100.000 ± 25.500",
        // Small and large numbers share an exponent with their spread.
        "0.0000506, 0.0000012, 5.060e-5 ± 0.120e-5", "0.0000506, 0, 5.060e-5 ± 0.000e-5",
        "1.53e-9, 2.6e-9, 1.530e-9 ± 2.600e-9" , "0.0000012, 0.0000506, 0.120e-5 ± 5.060e-5",
        "0.00225, 0.000042, 2.250e-3 ± 0.042e-3", "0.0022, 0.0004, 0.0022 ± 0.0004",
        "1234567890, 2300000, 1.2345679e9 ± 0.0023000e9", "1234567890, 230000000, 1.23457e9 ± 0.23000e9",
        // What would be shown as 0 and is not.
        "69.44014, 0.000003, 69.4401 ± 3.0e-6", "0.0000001, 0.001, 1.0e-7 ± 0.0010",
        "0.0000506, 1.2e-12, 5.060e-5 ± 1.2e-12"
    })
    void figuresHaveTheDigitsThatTheirSpreadSupports(double mean, double std, String text) {
        // Two numbers with this mean and this sample standard deviation.
        double half = std / Math.sqrt(2);

        String found = Numbers.of(new Statistic(List.of(mean - half, mean + half)));

        assertThat(found).isEqualTo(text);
    }

    @Test
    void oneSeedHasNoSpread() {
        assertThat(Numbers.of(new Statistic(List.of(10.2)))).isEqualTo("10.2000");
    }

    @Test
    void nothingButZeroIsShownAsZeroAndEveryFigureIsClose() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            double value = Math.pow(10, random.nextDouble(-12, 12)) * (random.nextBoolean() ? 1 : -1);

            double shown = Double.parseDouble(Numbers.fixed(value));

            assertThat(shown).as("%s", value).isNotZero();
            // Half a unit of the second digit at worst, for numbers just above 0.001.
            assertThat(Math.abs(shown - value)).as("%s", value).isLessThanOrEqualTo(0.05 * Math.abs(value));
            assertThat(Numbers.fixed(value).length()).isLessThanOrEqualTo(14);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "3.132, 10, +31.32 %", "-0.088, 10, -0.88 %", "0, 10, 0.00 %", "0.0002, 10, +2.0e-3 %",
        "-0.0002, 10, -2.0e-3 %", "59.066, 10, +590.66 %", "1, 0, ''"
    })
    void sharesShowTheirSignAndLeadingDigits(double part, double whole, String text) {
        assertThat(Numbers.share(part, whole)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"64.1234, 2, 64.12", "0.004, 2, 4.0e-3", "0, 2, 0.00", "0.04, 0, 4.0e-2", "12.5, 0, 13"})
    void fixedDecimalsGiveWayToLeadingDigits(double value, int decimals, String text) {
        assertThat(Numbers.plain(value, decimals)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"97.3, 97", "100.4, 100", "4.23, 4.2", "0.0412, 0.041"})
    void roughNumbersHaveTwoDigits(double value, String text) {
        assertThat(Numbers.rough(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.01, less than 0.1 s", "0.05, 0.1 s", "12.34, 12.3 s"})
    void durationsAreNeverNothing(double seconds, String text) {
        assertThat(Numbers.seconds(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0", "1, 1", "0.25, 0.25", "1e9, 1e9", "2.5e10, 2.5e10", "1e-9, 1e-9", "1e-5, 0.00001",
        "123456789, 1.234568e8"
    })
    void inputsAreBrief(double value, String text) {
        assertThat(Numbers.brief(value)).isEqualTo(text);
    }
}
