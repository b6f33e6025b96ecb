package dev.tollgate.bench.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Spring Cloud Gateway with the one route of application.yaml. */
@SpringBootApplication
public class BenchGateway {

    public static void main(String... args) {
        SpringApplication.run(BenchGateway.class, args);
    }
}
