package dev.tollgate.steps;

import dev.tollgate.edge.StreamedBody;
import dev.tollgate.usage.UsageExport;
import dev.tollgate.usage.UsageFilter;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Behind the exports of usage rows: answers a file. */
@Component
class ExportUsage {

    private static final Logger LOG = LoggerFactory.getLogger(ExportUsage.class);

    private final UsageExport usageExport;

    ExportUsage(UsageExport usageExport) {
        this.usageExport = usageExport;
    }

    /** Sets the body to the rows of variable {@code usageFilter}, and the headers that make a file of them. */
    public void export(Exchange exchange) {
        UsageFilter filter = Variables.required(exchange, Variables.USAGE_FILTER, UsageFilter.class);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, "text/csv;header=present;charset=utf-8");
        message.setHeader("content-disposition", "attachment; filename=\"" + fileName(filter) + "\"");
        message.setHeader("cache-control", "no-store");
        message.setBody((StreamedBody) client -> write(filter, client));
    }

    private void write(UsageFilter filter, OutputStream client) throws IOException {
        var counted = new Begun(client);
        try {
            usageExport.write(filter, counted);
        } catch (RuntimeException e) {
            if (!counted.begun) {
                throw e;
            }
            LOG.error("An export of usage broke off", e);
            throw new StreamedBody.CutConnection(); // or half of it would look whole
        }
    }

    /** The first day is in it, and the last instant is not. */
    private static String fileName(UsageFilter filter) {
        return "usage-" + filter.from().toLocalDate() + "-"
                + filter.to().minusNanos(1).toLocalDate() + ".csv";
    }

    /** Knows whether anything was written. */
    private static final class Begun extends OutputStream {

        private final OutputStream client;
        private boolean begun;

        private Begun(OutputStream client) {
            this.client = client;
        }

        @Override
        public void write(int b) throws IOException {
            begun = true;
            client.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            begun = true;
            client.write(bytes, from, length);
        }

        @Override
        public void flush() throws IOException {
            client.flush();
        }
    }
}
