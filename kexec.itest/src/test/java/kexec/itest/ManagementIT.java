package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.Notification;
import javax.management.NotificationFilterSupport;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import kexec.api.KexecEvent;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** What other systems are told: events of Event Admin, and the bean with its notifications. */
public class ManagementIT extends SimulatedMachineProbe {

  private static final long PATIENCE_SECONDS = 30;

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

  @BeforeEach
  void start() throws Exception {
    lab.start(sim, MACHINE);
  }

  @AfterEach
  void stop() throws Exception {
    lab.kexec().unload(Slot.CRASH, Optional.empty());
  }

  @Test
  void aLoadIsAnEvent() throws Exception {
    BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    ServiceRegistration<EventHandler> handler =
        context.registerService(
            EventHandler.class,
            events::add,
            FrameworkUtil.asDictionary(
                Map.of(EventConstants.EVENT_TOPIC, new String[] {"kexec/image/*"})));
    try {
      lab.kexec().load(lab.crashImage("told"));
      Event event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(event).isNotNull();
      assertThat(event.getTopic()).isEqualTo("kexec/image/LOADED");
      assertThat(event.getProperty("machine")).isEqualTo(MACHINE);
      assertThat(event.getProperty("slot")).isEqualTo("crash");
      assertThat(event.getProperty(EventConstants.EVENT))
          .isEqualTo(new KexecEvent.ImageLoaded(MACHINE, Slot.CRASH));
    } finally {
      handler.unregister();
    }
  }

  @Test
  void theBeanTellsOfSlotsAndNotifies() throws Exception {
    ObjectName name = new ObjectName("kexec:type=Kexec");
    BlockingQueue<Notification> notifications = new LinkedBlockingQueue<>();
    NotificationListener listener = (notification, handback) -> notifications.add(notification);
    NotificationFilterSupport loads = new NotificationFilterSupport();
    loads.enableType("kexec.image.loaded");
    server.addNotificationListener(name, listener, loads, null);
    try {
      lab.kexec().load(lab.crashImage("told"));
      Notification notification = notifications.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(notification).isNotNull();
      assertThat(notification.getUserData()).isEqualTo(Map.of("machine", MACHINE, "slot", "crash"));
      CompositeData[] slots = (CompositeData[]) server.getAttribute(name, "Slots");
      CompositeData crash =
          Arrays.stream(slots)
              .filter(slot -> slot.get("slot").equals("crash") && slot.get("loaded").equals(true))
              .findFirst()
              .orElseThrow();
      assertThat(crash.get("machine")).isEqualTo(MACHINE);
      assertThat(crash.get("kernel")).isEqualTo(Kernels.path().toString());
      assertThat((CompositeData[]) server.getAttribute(name, "Backends")).isNotEmpty();
      assertThat((CompositeData[]) server.getAttribute(name, "ConfiguredImages")).isEmpty();
    } finally {
      server.removeNotificationListener(name, listener);
    }
  }

  @Test
  void theBeanGoesWithItsBundle() throws Exception {
    ObjectName name = new ObjectName("kexec:type=Kexec");
    Bundle management = lab.bundle("kexec.management");
    management.stop();
    assertThat(server.isRegistered(name)).isFalse();
    management.start();
    assertThat(server.isRegistered(name)).isTrue();
  }
}
