package dev.candor.api.settings;

import dev.candor.io.store.PackedStore;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where reports are packed, valid by construction.
 *
 * @param store any Hadoop URI
 * @param segment its name in the store
 * @param buckets of a new store; 0 = by the size of the first segment
 * @param maxRejectedRows rejected rows to tolerate, ≥ 0
 */
public record PackSettings(String store, String segment, int buckets, long maxRejectedRows) {
    public static final Setting<String> STORE = Setting.path("store", "DIR")
            .saying("The packed store, any Hadoop URI. It is created if it does not" + " exist.");

    public static final Setting<String> SEGMENT = Setting.text("segment", "NAME")
            .withoutEffectOnTheResult()
            .saying("Name of the new segment, e.g. the day of the logs: 2026-11-24. A segment is written once. The"
                    + " same logs under the same name succeed and change nothing; different logs under that name"
                    + " are refused.");

    public static final Setting<Integer> BUCKETS = Setting.whole("buckets", "N")
            .orElse("0")
            .withoutEffectOnTheResult()
            .saying("Number of buckets of a new store, which are the tasks of later settlements; 0 derives it from"
                    + " the size of the first segment. An existing store keeps its number.");

    /** Where a segment goes. */
    public static final List<Setting<?>> PLACE = List.of(STORE, SEGMENT, BUCKETS);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    public PackSettings {
        if (store == null || store.isBlank()) {
            throw UserException.configuration("Cannot pack without a place for it: set --store DIR.");
        }
        if (segment == null || !NAME.matcher(segment).matches() || segment.endsWith(".json")) {
            throw UserException.configuration("Cannot name a segment '" + segment
                    + "': set --segment to a name of letters, digits, '.', '_' and '-', such as 2026-11-24.");
        }
        PackedStore.requireBuckets(buckets);
    }

    /** As given. */
    public static PackSettings of(Values values) {
        return new PackSettings(
                values.find(STORE).orElse(null),
                values.find(SEGMENT).orElse(null),
                values.get(BUCKETS),
                values.get(InputSettings.MAX_REJECTED_ROWS));
    }

    /** The directory of the segment. */
    public String output() {
        return store + "/" + segment;
    }
}
