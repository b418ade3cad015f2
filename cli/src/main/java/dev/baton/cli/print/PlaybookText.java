package dev.baton.cli.print;

import dev.baton.env.EnvSpec;
import dev.baton.env.Phases;
import dev.baton.exact.Playbook;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A playbook as it is printed. */
public final class PlaybookText {
    /** Levels of a page's tree that are open at first. */
    private static final int UNFOLDED = 3;

    private final EnvSpec spec;
    private final String policy;
    private final double[] start;
    private final Playbook.Node root;
    private final StringBuilder text = new StringBuilder();
    private int boxes;

    public PlaybookText(EnvSpec spec, String policy, double[] start, Playbook.Node root) {
        this.spec = spec;
        this.policy = policy;
        this.start = start;
        this.root = root;
    }

    /** Returns the tree with a line for every place, deeper ones further to the right. */
    public String text() {
        text.append(heading()).append("\n").append(legend()).append("\n\n");
        print(root, "start", 0);
        return text.toString();
    }

    private String heading() {
        return "Playbook of " + (policy.equals("optimum") ? "the optimum" : "the policy " + Quoted.plain(policy))
                + " in the environment " + Quoted.plain(spec.name())
                + (start.length == 0 ? "" : ", from " + Arrays.stream(start)
                                .mapToObj(Numbers::brief)
                                .collect(Collectors.joining(", ")))
                + ".";
    }

    private String legend() {
        return "What is seen (how probable it is to get there): what is done; the cost still to come"
                + (spec.phases() == null ? "" : "; what is believed") + ".";
    }

    /** Writes the tree into a page, where every place with something below it can be folded. */
    public void writeTo(HtmlPage page) {
        page.heading(heading());
        page.paragraph(legend());
        branch(page, root, "start", 0);
    }

    private void branch(HtmlPage page, Playbook.Node node, String seen, int level) {
        if (node.choices().stream().allMatch(choice -> choice.next().isEmpty())) {
            page.leaf(words(node, seen));
            return;
        }
        page.branch(level < UNFOLDED, words(node, seen));
        boolean several = node.choices().size() > 1;
        for (Playbook.Choice choice : node.choices()) {
            if (several && !choice.next().isEmpty()) {
                page.branch(false, after(choice));
            }
            for (Playbook.Node next : choice.next()) {
                branch(page, next, next.signal(), level + 1);
            }
            if (!choice.next().isEmpty() && isWorthAWord(choice.leftOut())) {
                page.leaf(others(choice));
            }
            if (several && !choice.next().isEmpty()) {
                page.endBranch();
            }
        }
        page.endBranch();
    }

    private String words(Playbook.Node node, String seen) {
        return Quoted.plain(seen) + " (" + percent(node.probability()) + "): " + done(node);
    }

    private static String after(Playbook.Choice choice) {
        return "after " + Quoted.plain(choice.action()) + " (" + percent(choice.share()) + " of the time)";
    }

    private static String others(Playbook.Choice choice) {
        return "others (" + percent(choice.leftOut()) + ")";
    }

    private void print(Playbook.Node node, String seen, int level) {
        line(level, words(node, seen));
        boolean several = node.choices().size() > 1;
        for (Playbook.Choice choice : node.choices()) {
            if (several && !choice.next().isEmpty()) {
                line(level + 1, after(choice));
            }
            int below = level + (several ? 2 : 1);
            for (Playbook.Node next : choice.next()) {
                print(next, next.signal(), below);
            }
            if (!choice.next().isEmpty() && isWorthAWord(choice.leftOut())) {
                line(below, others(choice));
            }
        }
    }

    private void line(int level, String words) {
        text.append("  ".repeat(level)).append(words).append('\n');
    }

    private static boolean isWorthAWord(double leftOut) {
        return leftOut > 1e-9;
    }

    private String done(Playbook.Node node) {
        if (node.ended()) {
            return "ends, " + ending(node);
        }
        String belief = believed(node);
        return actions(node) + "; " + Numbers.fixed(node.remaining()) + " to come"
                + (belief.isEmpty() ? "" : "; " + belief);
    }

    private static String ending(Playbook.Node node) {
        return node.success() == 1
                ? "done"
                : node.success() == 0 ? "not done" : "done with " + percent(node.success());
    }

    private static String actions(Playbook.Node node) {
        return node.choices().stream()
                .map(choice -> Quoted.plain(choice.action()))
                .collect(Collectors.joining(" or "));
    }

    private String believed(Playbook.Node node) {
        Phases phases = spec.phases();
        if (phases == null) {
            return "";
        }
        List<Double> belief = node.belief();
        return IntStream.range(0, phases.count())
                .filter(x -> belief.get(x) > 0)
                .mapToObj(x -> Quoted.plain(phases.names().get(x)) + " " + percent(belief.get(x)))
                .collect(Collectors.joining(", "));
    }

    private static String percent(double probability) {
        String rounded = String.format(Locale.ROOT, "%.1f", 100 * probability);
        boolean hidden = rounded.equals("0.0") && probability > 0 || rounded.equals("100.0") && probability < 1 - 1e-12;
        return (hidden ? (probability < 0.5 ? "under 0.1" : "over 99.9") : rounded.replace(".0", "")) + " %";
    }

    /** Returns a Mermaid flowchart: a box for every place, an arrow for every signal. */
    public String mermaid() {
        text.append("flowchart TD\n");
        box(root);
        return text.toString();
    }

    /** Writes a box and everything below it; returns its name. */
    private String box(Playbook.Node node) {
        String name = "n" + boxes++;
        List<String> lines = new ArrayList<>();
        if (node.ended()) {
            lines.add("ends, " + ending(node));
        } else {
            lines.add(actions(node));
            lines.add(Numbers.fixed(node.remaining()) + " to come");
            lines.add(believed(node));
        }
        lines.removeIf(String::isEmpty);
        text.append("  ")
                .append(name)
                .append(node.ended() ? "([\"" : "[\"")
                .append(lines.stream().map(PlaybookText::escaped).collect(Collectors.joining("<br/>")))
                .append(node.ended() ? "\"])\n" : "\"]\n");
        for (Playbook.Choice choice : node.choices()) {
            String by = node.choices().size() > 1 ? choice.action() + ": " : "";
            for (Playbook.Node next : choice.next()) {
                String below = box(next);
                arrow(name, by + next.signal() + " " + percent(next.probability()), below);
            }
            if (!choice.next().isEmpty() && isWorthAWord(choice.leftOut())) {
                String others = "n" + boxes++;
                text.append("  ").append(others).append("([\"others\"])\n");
                arrow(name, by + percent(choice.leftOut()), others);
            }
        }
        return name;
    }

    private void arrow(String from, String words, String to) {
        text.append("  ").append(from).append(" -->|\"").append(escaped(words)).append("\"| ").append(to).append('\n');
    }

    /** Names may hold what means something to Mermaid or to HTML. */
    private static String escaped(String words) {
        return Quoted.plain(words, 200)
                .replace("#", "#35;")
                .replace("\"", "#quot;")
                .replace("<", "#lt;")
                .replace(">", "#gt;")
                .replace("`", "#96;");
    }

    /** Returns the tree as JSON. */
    public String json() {
        JsonWriter json = new JsonWriter().begin();
        json.key("environment").value(spec.name());
        json.key("policy").value(policy);
        json.key("start").values(Arrays.stream(start).boxed().toList());
        json.key("tree").begin();
        write(root, json);
        return json.end().end().finish();
    }

    private void write(Playbook.Node node, JsonWriter json) {
        if (!node.signal().isEmpty()) {
            json.key("signal").value(node.signal());
        }
        json.key("probability").value(node.probability());
        json.key("remainingCost").value(node.remaining());
        Phases phases = spec.phases();
        if (node.ended()) {
            json.key("success").value(node.success());
        } else if (phases != null) {
            json.key("belief").begin();
            for (int x = 0; x < phases.count(); x++) {
                json.key(phases.names().get(x)).value(node.belief().get(x));
            }
            json.end();
        }
        if (node.ended()) {
            json.key("actions").values(List.of());
            return;
        }
        json.key("actions").beginList();
        for (Playbook.Choice choice : node.choices()) {
            json.beginItem();
            json.key("action").value(choice.action());
            json.key("share").value(choice.share());
            json.key("leftOut").value(choice.leftOut());
            if (choice.next().isEmpty()) {
                json.key("next").values(List.of());
            } else {
                json.key("next").beginList();
                for (Playbook.Node next : choice.next()) {
                    json.beginItem();
                    write(next, json);
                    json.end();
                }
                json.endList();
            }
            json.end();
        }
        json.endList();
    }
}
