package dev.baton.files.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Builds the tree of one YAML document from the parser's events, which carry line numbers. Anchors, aliases, tags,
 * deep nesting and a second document are refused here, so nothing after this has to think of them.
 */
public final class YamlDocument {
    private static final int DEEPEST = 32;

    private final Source source;
    private final Iterator<Event> events;

    private YamlDocument(Source source) {
        this.source = source;
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
        this.events = new ParserImpl(settings, new StreamReader(settings, source.text()));
    }

    /** Parses a text that holds exactly one document. */
    public static YamlNode parse(Source source) {
        try {
            return new YamlDocument(source).document();
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(m -> m.getLine() + 1).orElse(0);
            String problem = e.getProblem() == null ? "cannot be parsed" : e.getProblem();
            // What follows a full stop is the parser's advice to programmers.
            String first = problem.split("\\. \\(", 2)[0];
            throw source.failure(line, "not valid YAML: " + Quoted.plain(first), e);
        } catch (YamlVersionException e) {
            throw source.failure(0, "expected YAML 1.2, found another version in its %YAML line", e);
        } catch (YamlEngineException e) {
            String problem = e.getMessage() == null ? "cannot be parsed" : e.getMessage();
            String first = problem.lines().findFirst().orElse("");
            throw source.failure(0, "not valid YAML: " + Quoted.plain(first), e);
        }
    }

    private YamlNode document() {
        Event event = next();
        while (event instanceof StreamStartEvent) {
            event = next();
        }
        if (!(event instanceof DocumentStartEvent)) {
            throw source.failure(0, "is empty; expected keys with values");
        }
        YamlNode root = node(next(), 0);
        next(); // the document's end
        event = next();
        if (event instanceof DocumentStartEvent) {
            throw source.failure(line(event), "a second document starts here; expected one document in the file");
        }
        return root;
    }

    private YamlNode node(Event event, int depth) {
        int line = line(event);
        if (depth > DEEPEST) {
            throw source.failure(line, "nested more than " + DEEPEST + " levels deep");
        }
        if (event instanceof AliasEvent) {
            throw source.failure(line, "aliases (*name) are not allowed; write the value out");
        }
        if (event instanceof NodeEvent n && n.getAnchor().isPresent()) {
            throw source.failure(line, "anchors (&name) are not allowed; write the value where it is used");
        }
        return switch (event) {
            case ScalarEvent s -> scalar(s, line);
            case SequenceStartEvent s -> {
                requireNoTag(s.getTag().orElse(""), line);
                yield sequence(line, depth);
            }
            case MappingStartEvent m -> {
                requireNoTag(m.getTag().orElse(""), line);
                yield mapping(line, depth);
            }
            default -> throw new IllegalStateException("unexpected event " + event.getEventId());
        };
    }

    private YamlNode scalar(ScalarEvent event, int line) {
        requireNoTag(event.getTag().orElse(""), line);
        return new YamlNode.Scalar(line, event.getValue(), event.getScalarStyle() == ScalarStyle.PLAIN);
    }

    private YamlNode sequence(int line, int depth) {
        List<YamlNode> items = new ArrayList<>();
        for (Event event = next(); !(event instanceof SequenceEndEvent); event = next()) {
            items.add(node(event, depth + 1));
        }
        return new YamlNode.Sequence(line, items);
    }

    private YamlNode mapping(int line, int depth) {
        List<YamlNode.Entry> entries = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        for (Event event = next(); !(event instanceof MappingEndEvent); event = next()) {
            if (!(node(event, depth + 1) instanceof YamlNode.Scalar key)) {
                throw source.failure(line(event), "not valid here: expected a key, found a list or a mapping");
            }
            Integer earlier = lines.putIfAbsent(key.text(), key.line());
            if (earlier != null) {
                throw source.failure(
                        key.line(), "key " + Quoted.of(key.text()) + ": given twice (first in line " + earlier
                                + "); keep one of them");
            }
            entries.add(new YamlNode.Entry(key.line(), key.text(), node(next(), depth + 1)));
        }
        return new YamlNode.Mapping(line, entries);
    }

    private void requireNoTag(String tag, int line) {
        // "!" is the explicit "no special type".
        if (!tag.isEmpty() && !tag.equals("!")) {
            throw source.failure(line, "tags (" + Quoted.plain(tag) + ") are not allowed; leave it out");
        }
    }

    private Event next() {
        return events.next();
    }

    private static int line(Event event) {
        return event.getStartMark().map(m -> m.getLine() + 1).orElse(0);
    }
}
