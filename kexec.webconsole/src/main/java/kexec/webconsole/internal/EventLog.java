package kexec.webconsole.internal;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import kexec.api.KexecEvent;
import kexec.api.KexecListener;
import kexec.webconsole.internal.page.Overview;
import org.osgi.service.component.annotations.Component;

/** Remembers the latest events. Thread-safe. */
@Component(
    service = {EventLog.class, KexecListener.class},
    immediate = true)
public final class EventLog implements KexecListener {

  static final int SIZE = 50;

  private final Deque<Overview.Seen> latest = new ArrayDeque<>();

  @Override
  public void onEvent(KexecEvent event) {
    synchronized (latest) {
      latest.addFirst(new Overview.Seen(Instant.now(), event));
      if (latest.size() > SIZE) {
        latest.removeLast();
      }
    }
  }

  /** {@return the latest events, the newest first; at most 50} */
  List<Overview.Seen> latest() {
    synchronized (latest) {
      return List.copyOf(latest);
    }
  }
}
