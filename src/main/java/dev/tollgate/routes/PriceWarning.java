package dev.tollgate.routes;

import dev.tollgate.metering.Prices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Warns, when production starts, of prices in use that lose money. */
@Component
@Profile("production")
class PriceWarning {

    private static final Logger LOG = LoggerFactory.getLogger(PriceWarning.class);
    private static final Path ROUTES = Path.of("routes");

    private final Prices prices;

    PriceWarning(Prices prices) {
        this.prices = prices;
    }

    @EventListener(ApplicationReadyEvent.class)
    void warn() throws IOException {
        if (Files.isDirectory(ROUTES)) {
            warnings(RouteFile.below(ROUTES)).forEach(LOG::warn);
        }
    }

    List<String> warnings(List<RouteFile> files) {
        return prices.warnings(files.stream()
                .flatMap(file -> file.routes().stream())
                .flatMap(route -> route.allSteps().stream())
                .filter(step -> step.isKamelet("hold-funds"))
                .map(step -> step.parameter("price"))
                .toList());
    }
}
