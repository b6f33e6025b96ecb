package dev.tollgate.edge;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * Puts {@code /operator/*} on the management port, and only there.
 *
 * <p>Named in {@code META-INF/spring/…ManagementContextConfiguration.imports} and without an annotation on purpose: with
 * one, the scan would find it and put the operators' endpoints on the product's port too.
 */
class OperatorPortConfiguration {

    @Bean
    ServletRegistrationBean<EdgeServlet> operatorServlet(
            EdgeEngine engine,
            AnswerWriter answers,
            HeaderLists headers,
            Activity activity,
            Workload workload,
            EdgeProperties properties,
            BodyBudget bodyBudget,
            RequestTimes times) {
        EdgeServlet servlet =
                new EdgeServlet(engine, answers, headers, activity, workload, properties, bodyBudget, times, true);
        ServletRegistrationBean<EdgeServlet> registration = new ServletRegistrationBean<>(servlet, "/operator/*");
        registration.setName("operator");
        return registration;
    }

    @Bean
    StrictTomcat strictOperatorTomcat() {
        return new StrictTomcat();
    }
}
