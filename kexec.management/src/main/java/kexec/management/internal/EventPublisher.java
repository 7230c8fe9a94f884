package kexec.management.internal;

import java.util.HashMap;
import java.util.Map;
import kexec.api.KexecEvent;
import kexec.api.KexecListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;

/** Posts each event to Event Admin, which delivers it on threads of its own. */
@Component(service = KexecListener.class)
public final class EventPublisher implements KexecListener {

  private final EventAdmin admin;

  /**
   * Creates the publisher.
   *
   * @param admin delivers the events
   */
  @Activate
  public EventPublisher(@Reference EventAdmin admin) {
    this.admin = admin;
  }

  @Override
  public void onEvent(KexecEvent event) {
    EventDescription description = EventDescription.of(event);
    Map<String, Object> properties = new HashMap<>(description.properties());
    properties.put(EventConstants.EVENT, event);
    properties.put(EventConstants.TIMESTAMP, System.currentTimeMillis());
    admin.postEvent(new Event(description.topic(), properties));
  }
}
