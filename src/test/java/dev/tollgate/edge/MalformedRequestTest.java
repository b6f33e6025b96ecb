package dev.tollgate.edge;

import static dev.tollgate.edge.EdgeGateway.detail;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tollgate.testing.RawHttp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no HTTP is refused by Tomcat, on both ports in our words. */
class MalformedRequestTest {

    private static final EdgeGateway EDGE = EdgeGateway.shared();

    static List<Arguments> requests() {
        List<Arguments> requests = new ArrayList<>();
        for (String request : List.of(
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n",
                "GET\r\n\r\n",
                "GET nope HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /nope HTTP/1.1\r\n\r\n",
                "GET /nope HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /nope HTTP/1.1\r\nHost: a:b:c\r\n\r\n",
                "GET /nope HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET http://y/nope HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /nope HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n",
                "GET /nope HTTP/1.1\r\nHost: x\r\nSpace : a\r\n\r\n",
                "GET /nope HTTP/1.1\r\nHost: x\r\nName: a\u0000b\r\n\r\n",
                "GET /nope HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
                "GET /nope HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "GET /nope HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "GET /nope HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /<script> HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /nope?a=<b> HTTP/1.1\r\nHost: x\r\n\r\n",
                "G<T /nope HTTP/1.1\r\nHost: x\r\n\r\n")) {
            requests.add(Arguments.of(request, 400, "Malformed request"));
        }
        requests.add(Arguments.of("GET /nope HTTP/3.0\r\nHost: x\r\n\r\n", 505, "HTTP Version Not Supported"));
        requests.add(Arguments.of(
                "POST /nope HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "Not Implemented"));
        return requests;
    }

    @ParameterizedTest
    @MethodSource("requests")
    void isAnsweredInJsonOnBothPorts(String request, int status, String message) {
        for (String url : List.of(EDGE.url(), EDGE.gateway().managementUrl())) {
            RawHttp.Answer answer = RawHttp.send(url, request.getBytes(ISO_8859_1));

            EdgeGateway.requireRefusal(answer, status, detail(message));
        }
    }
}
