package dev.tollgate.load;

/** Takes some bytes of a body; the array is the caller's, who writes other bytes to it later. */
interface BodyPart {

    void part(byte[] bytes, int from, int length);
}
