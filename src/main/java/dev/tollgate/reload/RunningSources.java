package dev.tollgate.reload;

import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SourceFile;
import java.util.List;
import org.apache.camel.impl.engine.DefaultResourceResolvers;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.springframework.stereotype.Component;

/**
 * What Camel finds behind {@code file:} while it builds a route: the text that was checked, not what somebody may have
 * saved since, and the last good copy where that runs.
 *
 * <p>Camel looks the resolver up by the bean's name.
 */
@Component("resource-loader-file")
class RunningSources extends DefaultResourceResolvers.FileResolver {

    private volatile RouteSet sources = RouteSet.of(List.of());

    void use(RouteSet set) {
        sources = set;
    }

    @Override
    public Resource createResource(String location, String remaining) {
        SourceFile source = sources.file(remaining.replaceFirst("^//(?=[^/])", ""));
        return source == null
                ? super.createResource(location, remaining)
                : ResourceHelper.fromString(location, source.text());
    }
}
