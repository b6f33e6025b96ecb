package dev.tollgate;

import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts Tollgate: every endpoint and job is a Camel route under {@code routes/}. */
@SpringBootApplication(exclude = SpringBootPlatformHttpAutoConfiguration.class)
@ConfigurationPropertiesScan
public class Tollgate {

    public static void main(String[] args) {
        SpringApplication.run(Tollgate.class, args);
    }
}
