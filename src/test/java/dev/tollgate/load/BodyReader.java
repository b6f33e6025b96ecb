package dev.tollgate.load;

import java.util.Optional;

/** Looks at one answer's body as it comes in, and says at its end what is wrong with it. */
interface BodyReader extends BodyPart {

    /** What is wrong with the body of a 200, now that it has ended; empty if nothing is. Then it is ready for the next. */
    Optional<String> end();
}
