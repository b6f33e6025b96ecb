package dev.tollgate.sandbox;

import java.util.Map;
import java.util.OptionalLong;

/**
 * What a stand-in answers.
 *
 * @param headers in lower case, {@code content-type} among them
 * @param length bytes of the whole body, where it is known before; a stream's is not
 */
public record SandboxAnswer(int status, Map<String, String> headers, OptionalLong length, SandboxBody body) {}
