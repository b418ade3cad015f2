package dev.baton.cli.remark;

import dev.baton.cli.print.Numbers;
import dev.baton.env.EnvSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What is allowed in an environment but may not be meant. Every remark is a fact that follows from the file.
 *
 * @param spec the environment
 */
public record Remarks(EnvSpec spec) {
    /** Returns all remarks, possibly none. */
    public List<String> all() {
        List<String> remarks = new ArrayList<>();
        new StartRemarks(spec).addTo(remarks);
        new ActionRemarks(spec).addTo(remarks);
        new SignalRemarks(spec).addTo(remarks);
        new LimitRemarks(spec).addTo(remarks);
        new CostRemarks(spec).addTo(remarks);
        return remarks;
    }

    /** Returns numbers of a list as a range. */
    public static String range(double least, double greatest) {
        return least == greatest ? Numbers.brief(least) : Numbers.brief(least) + " to " + Numbers.brief(greatest);
    }
}
