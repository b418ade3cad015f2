package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.print.TextTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void columnsAreAsWideAsTheyNeedToBe() {
        TextTable table = new TextTable(List.of("name", ">count"));
        table.row(List.of("a", "1,234"));
        table.row(List.of("longer", "7"));

        assertThat(table.text()).isEqualTo("""
                name    count
                a       1,234
                longer      7
                """);
    }

    /** Of different decimals, with spreads, ranges, exponents and per cent signs. */
    @Test
    void decimalPointsStandBelowEachOther() {
        TextTable table = new TextTable(List.of("", ">value", ">range", ">share"));
        table.row(List.of("a", "69.4779 ± 0.5384", "59.1077 to 59.6643", "+590.66 %"));
        table.row(List.of("b", "5.0000", "-0.0349 to 0.2507", "-0.88 %"));
        table.row(List.of("c", "12345.679 ± 23.456", "", "0.00 %"));
        table.row(List.of("d", "5.060e-5 ± 0.120e-5", "unknown", ""));

        assertThat(table.text()).isEqualTo("""
                                      value               range      share
                a     69.4779   ±  0.5384    59.1077 to 59.6643  +590.66 %
                b      5.0000                -0.0349 to  0.2507    -0.88 %
                c  12345.679    ± 23.456                            0.00 %
                d      5.060e-5 ±  0.120e-5             unknown
                """);
    }

    @Test
    void markdownKeepsTheCellsAsTheyAre() {
        TextTable table = new TextTable(List.of("name", ">value"));
        table.row(List.of("a|b", "5.060e-5 ± 0.120e-5"));

        assertThat(table.markdown()).isEqualTo("""
                | name | value |
                | --- | ---: |
                | a\\|b | 5.060e-5 ± 0.120e-5 |
                """);
    }
}
