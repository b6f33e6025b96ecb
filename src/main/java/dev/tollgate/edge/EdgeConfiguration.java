package dev.tollgate.edge;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.RequestContextFilter;

/** Puts the edge on the product's port. */
@Configuration(proxyBeanMethods = false)
class EdgeConfiguration {

    @Bean
    ServletRegistrationBean<EdgeServlet> edgeServlet(
            EdgeEngine engine,
            AnswerWriter answers,
            HeaderLists headers,
            Activity activity,
            Workload workload,
            EdgeProperties properties,
            BodyBudget bodyBudget,
            RequestTimes times) {
        EdgeServlet servlet =
                new EdgeServlet(engine, answers, headers, activity, workload, properties, bodyBudget, times, false);
        ServletRegistrationBean<EdgeServlet> registration = new ServletRegistrationBean<>(servlet, "/*");
        registration.setName("edge");
        registration.setLoadOnStartup(1);
        return registration;
    }

    /** Spring MVC's own, for beans of a request's scope: there are none. */
    @Bean
    FilterRegistrationBean<RequestContextFilter> noRequestContext() {
        FilterRegistrationBean<RequestContextFilter> registration =
                new FilterRegistrationBean<>(new RequestContextFilter());
        registration.setEnabled(false);
        return registration;
    }

    @Bean
    StrictTomcat strictTomcat() {
        return new StrictTomcat();
    }
}
