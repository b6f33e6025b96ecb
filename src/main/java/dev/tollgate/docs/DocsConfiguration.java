package dev.tollgate.docs;

import dev.tollgate.refusal.Envelopes;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts {@code /docs} on the product's port. */
@Configuration(proxyBeanMethods = false)
class DocsConfiguration {

    @Bean
    ServletRegistrationBean<DocsServlet> docsServlet(ApiDocuments documents, Envelopes envelopes) {
        ServletRegistrationBean<DocsServlet> registration =
                new ServletRegistrationBean<>(new DocsServlet(documents, envelopes), "/docs/*");
        registration.setName("docs");
        return registration;
    }
}
