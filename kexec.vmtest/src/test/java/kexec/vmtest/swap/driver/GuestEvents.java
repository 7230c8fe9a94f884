package kexec.vmtest.swap.driver;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import kexec.api.KexecEvent;
import kexec.api.KexecListener;
import org.osgi.framework.BundleContext;

/**
 * What happened, in order. Each event is printed with what both receivers said just then: whoever
 * did it waits for this listener before it goes on.
 */
final class GuestEvents implements KexecListener {

  private static final long PATIENCE_SECONDS = 90;

  private final BlockingQueue<KexecEvent> queue = new LinkedBlockingQueue<>();
  private final Truths truths;

  GuestEvents(BundleContext context, Truths truths) {
    this.truths = truths;
    context.registerService(KexecListener.class, this, null);
  }

  @Override
  public void onEvent(KexecEvent event) {
    System.out.println("swap: event " + event + " " + truths);
    queue.add(event);
  }

  /** Waits for an event, and removes it and all earlier ones. */
  void await(KexecEvent expected) throws InterruptedException {
    KexecEvent event;
    do {
      event = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no " + expected + " came");
      }
    } while (!event.equals(expected));
  }
}
