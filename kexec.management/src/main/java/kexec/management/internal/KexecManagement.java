package kexec.management.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;
import kexec.api.Kexec;
import kexec.api.KexecEvent;
import kexec.api.fault.Attempt;
import kexec.api.fault.KexecException;
import kexec.api.image.ConfiguredImages;

/** The bean. Its notifications have the topics of Event Admin, with dots, as their types. */
final class KexecManagement extends NotificationBroadcasterSupport implements KexecMXBean {

  private final Kexec kexec;
  private final Supplier<Optional<ConfiguredImages>> configured;
  private final ObjectName name;
  private final AtomicLong sequence = new AtomicLong();

  /**
   * Creates the bean.
   *
   * @param kexec tells what is present and loaded
   * @param configured tells what is configured, if anything does
   * @param name the bean's name, the source of its notifications
   * @param executor calls those who listen, which may take long
   */
  KexecManagement(
      Kexec kexec,
      Supplier<Optional<ConfiguredImages>> configured,
      ObjectName name,
      Executor executor) {
    super(
        executor,
        new MBeanNotificationInfo(
            new String[] {"kexec.machine", "kexec.image"},
            Notification.class.getName(),
            "A machine came or went, or an image was loaded, unloaded or lost."));
    this.kexec = kexec;
    this.configured = configured;
    this.name = name;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if a receiver cannot be queried; a client has the class of this
   *     exception and not that of ours
   */
  @Override
  public List<SlotView> getSlots() {
    return attempt(kexec::status).stream().map(SlotView::new).toList();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the service has stopped
   */
  @Override
  public List<BackendView> getBackends() {
    return attempt(kexec::backends).stream().map(BackendView::new).toList();
  }

  private static <T> T attempt(Attempt<T> question) {
    try {
      return question.run();
    } catch (KexecException e) {
      throw new IllegalStateException(e.fault().toString());
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if what is configured cannot be read
   */
  @Override
  public List<ConfiguredImageView> getConfiguredImages() {
    Optional<ConfiguredImages> present = configured.get();
    present
        .flatMap(ConfiguredImages::trouble)
        .ifPresent(
            fault -> {
              throw new IllegalStateException(fault.toString());
            });
    return present.map(ConfiguredImages::list).orElse(List.of()).stream()
        .map(ConfiguredImageView::new)
        .toList();
  }

  /**
   * Notifies those who listen.
   *
   * @param event what happened
   */
  void send(KexecEvent event) {
    EventDescription description = EventDescription.of(event);
    Notification notification =
        new Notification(
            description.topic().replace('/', '.').toLowerCase(Locale.ROOT),
            name,
            sequence.incrementAndGet(),
            description.properties().toString());
    notification.setUserData(description.properties());
    sendNotification(notification);
  }
}
