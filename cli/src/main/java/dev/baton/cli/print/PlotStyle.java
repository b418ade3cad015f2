package dev.baton.cli.print;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** How charts look outside the page: as its style sheet has them, in the light colours. */
public final class PlotStyle {
    private static final Pattern ROOT = Pattern.compile(":root \\{([^}]*)}");
    private static final Pattern RULE = Pattern.compile("(?m)^svg (\\.?[a-z]+) \\{([^}]*)}");
    private static final Pattern SETTING = Pattern.compile("([a-z0-9-]+): ([^;]+);");
    private static final Pattern VARIABLE = Pattern.compile("var\\(--([a-z0-9]+)\\)");
    private static final String OF_SERIES = "var(--c)";
    private static final int SHADES = 8;

    private final Map<String, String> colors;
    private final Map<String, Map<String, String>> rules = new LinkedHashMap<>();

    private PlotStyle(String sheet) {
        colors = settings(ROOT.matcher(sheet).results().findFirst().orElseThrow().group(1));
        for (MatchResult rule : RULE.matcher(sheet).results().toList()) {
            rules.computeIfAbsent(rule.group(1), selector -> new LinkedHashMap<>()).putAll(settings(rule.group(2)));
        }
    }

    /** Returns the look that the page's style sheet describes. */
    public static PlotStyle ofPage() {
        return new PlotStyle(HtmlPage.resource("report.css"));
    }

    private static Map<String, String> settings(String block) {
        Map<String, String> settings = new LinkedHashMap<>();
        SETTING.matcher(block).results().forEach(setting -> settings.put(setting.group(1), setting.group(2)));
        return settings;
    }

    /** Returns a value with its colours in place of their names. */
    private String resolved(String value, int series) {
        return VARIABLE.matcher(
                        value.replace(OF_SERIES, "var(--c" + series + ")").replace("currentColor", "var(--ink)"))
                .replaceAll(variable -> colors.getOrDefault("--" + variable.group(1), ""));
    }

    /** Returns a property of an element, or nothing: what its class says, else what its kind does. */
    public String property(String kind, String style, int series, String name) {
        String own = rules.getOrDefault("." + style, Map.of()).get(name);
        String value = own != null ? own : rules.getOrDefault(kind, Map.of()).getOrDefault(name, "");
        return resolved(value, series);
    }

    /** Returns the colour of a series. */
    public String color(int series) {
        return resolved(OF_SERIES, series);
    }

    /**
     * Returns the same as a style sheet for an SVG file, without variables, which few programs beside browsers know.
     */
    public String css() {
        StringBuilder css = new StringBuilder("text { font-family: \"DejaVu Sans\", Arial, sans-serif; }\n");
        rules.forEach((selector, settings) -> {
            boolean bySeries = settings.values().stream().anyMatch(value -> value.contains(OF_SERIES));
            for (int series = 0; series < (bySeries ? SHADES : 1); series++) {
                css.append(bySeries ? ".s" + series + " " : "").append(selector).append(" {");
                for (Map.Entry<String, String> setting : settings.entrySet()) {
                    css.append(' ').append(setting.getKey()).append(": ");
                    css.append(resolved(setting.getValue(), series)).append(';');
                }
                css.append(" }\n");
            }
        });
        return css.toString();
    }
}
