package dev.tollgate.edge;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the edge on the product's port. */
@Configuration(proxyBeanMethods = false)
class EdgeConfiguration {

    @Bean
    ServletRegistrationBean<EdgeServlet> edgeServlet(
            EdgeEngine engine,
            AnswerWriter answers,
            HeaderLists headers,
            Activity activity,
            EdgeProperties properties,
            BodyBudget bodyBudget) {
        EdgeServlet servlet = new EdgeServlet(engine, answers, headers, activity, properties, bodyBudget, false);
        ServletRegistrationBean<EdgeServlet> registration = new ServletRegistrationBean<>(servlet, "/*");
        registration.setName("edge");
        registration.setLoadOnStartup(1);
        return registration;
    }

    @Bean
    StrictTomcat strictTomcat() {
        return new StrictTomcat();
    }
}
