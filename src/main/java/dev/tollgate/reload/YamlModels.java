package dev.tollgate.reload;

import dev.tollgate.routes.SourceFile;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.dsl.support.RouteBuilderLoaderSupport;
import org.apache.camel.dsl.yaml.KameletRoutesBuilderLoader;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplatesDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.service.ServiceHelper;

/** Reads YAML into Camel's model and adds nothing to the context. */
final class YamlModels {

    private final CamelContext context;
    private final YamlRoutesBuilderLoader routes = new YamlRoutesBuilderLoader();
    private final KameletRoutesBuilderLoader kamelets = new KameletRoutesBuilderLoader();

    YamlModels(CamelContext context) {
        this.context = context;
        CamelContextAware.trySetCamelContext(routes, context);
        CamelContextAware.trySetCamelContext(kamelets, context);
        ServiceHelper.startService(routes, kamelets);
    }

    /** The routes of a file, with the error policies that the context has now. */
    List<RouteDefinition> routes(SourceFile source) throws RouteNotBuilt {
        return List.copyOf(read(routes, source).getRouteCollection().getRoutes());
    }

    /** The error policies of a file. */
    List<RouteConfigurationDefinition> policies(SourceFile source) throws RouteNotBuilt {
        try {
            RouteBuilder builder = routes.doLoadRouteBuilder(resource(source));
            if (!(builder instanceof RouteConfigurationBuilder policies)) {
                return List.of();
            }
            CamelContextAware.trySetCamelContext(builder, context);
            policies.getRouteConfigurationCollection().setCamelContext(context);
            policies.configuration();
            return List.copyOf(policies.getRouteConfigurationCollection().getRouteConfigurations());
        } catch (Exception e) {
            throw new RouteNotBuilt(source.file(), e);
        }
    }

    /** The template of a Kamelet. */
    RouteTemplateDefinition template(SourceFile source) throws RouteNotBuilt {
        RouteTemplatesDefinition templates = read(kamelets, source).getRouteTemplateCollection();
        templates.setCamelContext(context);
        return templates.getRouteTemplates().get(0);
    }

    private RouteBuilder read(RouteBuilderLoaderSupport loader, SourceFile source) throws RouteNotBuilt {
        try {
            RouteBuilder builder = (RouteBuilder) loader.loadRoutesBuilder(resource(source));
            builder.configureRoutes(context);
            return builder;
        } catch (Exception e) {
            throw new RouteNotBuilt(source.file(), e);
        }
    }

    private static Resource resource(SourceFile source) {
        return ResourceHelper.fromString("file:" + source.file(), source.text());
    }
}
