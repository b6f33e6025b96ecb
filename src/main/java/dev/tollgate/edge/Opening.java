package dev.tollgate.edge;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Opens the edge once every route is up. */
@Component
class Opening {

    private final Activity activity;

    Opening(Activity activity) {
        this.activity = activity;
    }

    @EventListener(ApplicationReadyEvent.class)
    void open() {
        activity.open();
    }
}
