package dev.tollgate.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Somebody who has signed in to the apihub.
 *
 * @param token their access token
 */
public record ApiUser(Gateway gateway, long id, String username, String token) {

    public static final String PASSWORD = "correct horse";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** A new user without money. */
    public static ApiUser register(Gateway gateway) {
        String name = "user-" + System.nanoTime() + "-" + NUMBER.incrementAndGet();
        expect(
                201,
                gateway.post(
                        "/api/auth/register",
                        credentials(name).replace("}", ",\"email\":\"" + name + "@example.com\"}")));
        return signIn(gateway, name, PASSWORD);
    }

    /** User 1. */
    public static ApiUser admin(Gateway gateway) {
        return signIn(gateway, "admin", "admin123");
    }

    public static ApiUser signIn(Gateway gateway, String name, String password) {
        HttpResponse<String> answer =
                gateway.post("/api/auth/login", "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}");
        JsonNode session = expect(200, answer);
        return new ApiUser(
                gateway,
                session.path("user").path("id").asLong(),
                name,
                session.path("access_token").asText());
    }

    private static String credentials(String name) {
        return "{\"username\":\"" + name + "\",\"password\":\"" + PASSWORD + "\"}";
    }

    public HttpResponse<String> get(String path) {
        return gateway.get(path, "Authorization", "Bearer " + token);
    }

    public HttpResponse<String> post(String path, String json) {
        return gateway.post(path, json, "Authorization", "Bearer " + token);
    }

    public HttpResponse<String> put(String path, String json) {
        return gateway.send(
                gateway.request(path, "Authorization", "Bearer " + token, "Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(json)));
    }

    public HttpResponse<String> delete(String path) {
        return gateway.send(
                gateway.request(path, "Authorization", "Bearer " + token).DELETE());
    }

    /** The answer's JSON. */
    public static JsonNode expect(int status, HttpResponse<String> answer) {
        if (answer.statusCode() != status) {
            throw new AssertionError(answer.request().uri() + " answered " + answer.statusCode() + ", not " + status
                    + ": " + answer.body());
        }
        return Gateway.json(answer);
    }
}
