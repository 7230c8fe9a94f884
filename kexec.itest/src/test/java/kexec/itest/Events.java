package kexec.itest;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import kexec.api.KexecEvent;
import kexec.api.KexecListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Received events in order; a test waits for an expected event instead of sleeping. */
final class Events implements KexecListener, AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<KexecEvent> queue = new LinkedBlockingQueue<>();
  private final ServiceRegistration<KexecListener> registration;

  Events(BundleContext context) {
    registration = context.registerService(KexecListener.class, this, null);
  }

  @Override
  public void onEvent(KexecEvent event) {
    queue.add(event);
  }

  /** Waits for an event, and removes it and all earlier ones. */
  void await(KexecEvent expected) throws InterruptedException {
    StringBuilder seen = new StringBuilder();
    while (true) {
      KexecEvent event = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no " + expected + " came; there came:" + seen);
      }
      if (event.equals(expected)) {
        return;
      }
      seen.append(' ').append(event);
    }
  }

  /** Waits for an event of a type, and removes it and all earlier ones. */
  <T extends KexecEvent> T await(Class<T> kind) throws InterruptedException {
    while (true) {
      KexecEvent event = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no " + kind.getSimpleName() + " came");
      }
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
  }

  @Override
  public void close() {
    registration.unregister();
  }
}
