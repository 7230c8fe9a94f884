package kexec.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import kexec.api.Kexec;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A bundle may be stopped while its component is activated, or before it is deactivated. */
final class KexecBeanTest {

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

  /** Refuses everything, as the objects of a bundle that has stopped do. */
  private static <T> T stopped(Class<T> type) {
    return answering(
        type,
        () -> {
          throw new IllegalStateException("the bundle has stopped");
        });
  }

  /** An answer to every question. */
  @FunctionalInterface
  private interface Answer {
    Object get();
  }

  private static <T> T answering(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answer.get()));
  }

  private boolean isRegistered() throws Exception {
    return server.isRegistered(new ObjectName(KexecBean.NAME));
  }

  @Test
  void aBundleThatStopsMeanwhileLeavesNoBean() throws Exception {
    // Declarative Services may give up between these two, and does not say so.
    KexecBean bean = new KexecBean(stopped(Kexec.class));
    assertThat(isRegistered()).isFalse();
    assertThatThrownBy(() -> bean.start(stopped(BundleContext.class)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(isRegistered()).isFalse();
  }

  @Test
  void theBeanGoesEvenIfTheListenerIsGoneAlready() throws Exception {
    ServiceRegistration<?> gone = stopped(ServiceRegistration.class);
    KexecBean bean = new KexecBean(stopped(Kexec.class));
    bean.start(answering(BundleContext.class, () -> gone));
    assertThat(isRegistered()).isTrue();
    assertThatThrownBy(bean::deactivate).isInstanceOf(IllegalStateException.class);
    assertThat(isRegistered()).isFalse();
  }
}
