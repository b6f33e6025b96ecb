package dev.tollgate.verification;

/**
 * What the verification server is asked.
 *
 * @param json the body
 * @param aboutClaim whether a yes must say what was liquidated
 */
public record Question(byte[] json, boolean aboutClaim) {}
