package kexec.management.internal;

import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import kexec.api.Kexec;
import kexec.api.KexecListener;
import kexec.api.image.ConfiguredImages;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the bean with the platform's server as long as there is a {@link Kexec} service. */
@Component(
    service = {},
    immediate = true)
public final class KexecBean {

  /** The bean's name. */
  static final String NAME = "kexec:type=Kexec";

  private static final Logger LOG = LoggerFactory.getLogger(KexecBean.class);

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final ExecutorService notifier = Executors.newSingleThreadExecutor(KexecBean::thread);
  private final ObjectName name;
  private final KexecManagement bean;
  private @Nullable ServiceRegistration<KexecListener> listener;
  private boolean registered;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable ConfiguredImages configured;

  /**
   * Creates the bean.
   *
   * @param kexec tells what is present and loaded
   * @throws JMException never: its name is valid
   */
  @Activate
  public KexecBean(@Reference Kexec kexec) throws JMException {
    name = new ObjectName(NAME);
    bean = new KexecManagement(kexec, () -> Optional.ofNullable(configured), name, notifier);
  }

  /**
   * Registers the bean.
   *
   * @param context the bundle's context
   * @throws JMException if the server refuses the bean
   */
  @Activate
  void start(BundleContext context) throws JMException {
    // Registered by hand: as a service of this component it would create a circular reference.
    // First, because it fails if the bundle is being stopped, and the bean would stay.
    listener = context.registerService(KexecListener.class, bean::send, null);
    registered = register();
  }

  private boolean register() throws JMException {
    try {
      server.registerMBean(bean, name);
      return true;
    } catch (InstanceAlreadyExistsException e) {
      LOG.warn("Another framework of this process has registered {}; only that one is seen", NAME);
      return false;
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "kexec-notifications");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Unregisters the bean.
   *
   * @throws JMException if the server does not know it any more
   */
  @Deactivate
  public void deactivate() throws JMException {
    try {
      Objects.requireNonNull(listener, "it was started").unregister();
    } finally {
      // Even if the framework was faster and has unregistered it already.
      notifier.shutdown();
      if (registered) {
        server.unregisterMBean(name);
      }
    }
  }
}
