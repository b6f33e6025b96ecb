package dev.tollgate.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;

/** Says what is wrong with a JSON text in words for its sender, without the parser's own, which name its classes. */
public final class JsonProblem {

    private JsonProblem() {}

    /** A phrase such as {@code malformed JSON at line 1, column 17}. */
    public static String of(IOException e) {
        if (!(e instanceof JsonProcessingException problem)) {
            return "malformed JSON";
        }
        if (problem instanceof StreamConstraintsException) {
            return constraint(problem.getOriginalMessage());
        }
        String what = problem.getOriginalMessage().startsWith("Duplicate field") ? "duplicate key" : "malformed JSON";
        JsonLocation location = problem.getLocation();
        return location == null
                ? what
                : what + " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String constraint(String message) {
        if (message.startsWith("Document nesting depth")) {
            return "nested deeper than " + StrictJson.MAX_DEPTH;
        }
        if (message.startsWith("Number")) {
            return "a number is longer than " + StrictJson.MAX_NUMBER_LENGTH + " characters";
        }
        return "a string or a name is too long";
    }
}
