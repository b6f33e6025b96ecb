package dev.tollgate.cover;

import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Map;

/** What the catalogue's route asks beside the database: in which language, and what to say where that is away. */
public final class Catalog {

    private static final String CHINESE = "zh";
    private static final String ENGLISH = "en";
    private static final List<String> LANGUAGES = List.of(CHINESE, ENGLISH);
    private static final int HEADER_LENGTH_MAX = 1000;

    /**
     * The language that a client likes best of those that there are: {@code zh}, the document's own, or {@code en}.
     *
     * @param headers with {@code accept-language}, as RFC 9110 has it; one that can't be read is as good as none
     */
    public String language(Map<String, ?> headers) {
        Object wanted = headers.get("accept-language");
        if (wanted == null || wanted.toString().length() > HEADER_LENGTH_MAX) {
            return CHINESE;
        }
        try {
            return best(LanguageRange.parse(wanted.toString()));
        } catch (IllegalArgumentException e) {
            return CHINESE;
        }
    }

    /** Refuses as the document does where the catalogue can't be read. */
    public void unavailable() {
        throw CoverRefusal.catalogUnavailable();
    }

    private static String best(List<LanguageRange> ranges) {
        String found = Locale.lookupTag(ranges, LANGUAGES);
        if (found != null) {
            return found;
        }
        return ranges.stream().anyMatch(Catalog::refusesChinese) ? ENGLISH : CHINESE;
    }

    private static boolean refusesChinese(LanguageRange range) {
        return range.getWeight() == LanguageRange.MIN_WEIGHT && range.getRange().equals(CHINESE);
    }
}
