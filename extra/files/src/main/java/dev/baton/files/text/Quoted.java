package dev.baton.files.text;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Text from a file or the command line as it may stand in a one-line message. */
public final class Quoted {
    private static final int LONGEST = 60;
    /** The longest path that is shown whole. */
    public static final int LONGEST_PATH = 4096;

    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_./+:@%,=-]+");

    private Quoted() {}

    /** Returns the text in quotes. */
    public static String of(String text) {
        return '"' + plain(text) + '"';
    }

    /** Returns the text without line breaks and control characters, shortened if it is long. */
    public static String plain(String text) {
        return plain(text, LONGEST);
    }

    /** Returns the text without line breaks and control characters, cut to a number of characters. */
    public static String plain(String text, int longest) {
        StringBuilder line = new StringBuilder();
        int shown = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (shown == longest) {
                return line.append('…').toString();
            }
            if (Character.isISOControl(c) || isSeparator(c)) {
                line.append(String.format("\\u%04x", c));
            } else {
                line.appendCodePoint(c);
            }
            shown++;
            i += Character.charCount(c);
        }
        return line.toString();
    }

    /** Returns a path as a word of a shell command that can be copied. */
    public static String shell(Path path) {
        String word = path.toString();
        if (BARE.matcher(word).matches()) {
            return word;
        }
        return "'" + plain(word, LONGEST_PATH).replace("'", "'\\''") + "'";
    }

    private static boolean isSeparator(int c) {
        int type = Character.getType(c);
        return type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE
                || type == Character.FORMAT;
    }
}
