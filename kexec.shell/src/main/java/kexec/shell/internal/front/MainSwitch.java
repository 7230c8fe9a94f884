package kexec.shell.internal.front;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Keeps the command line out of run times that are not for it. The launcher ends the process when
 * the command line returns; a run time that goes on, such as one with an interactive shell, sets
 * the framework property {@value #PROPERTY} to {@code false}.
 */
@Component(
    service = {},
    immediate = true)
public final class MainSwitch {

  /** The framework property. */
  public static final String PROPERTY = "jkexec.main";

  /**
   * Enables the command line where it is wanted.
   *
   * @param component enables it
   * @param context knows the property
   */
  @Activate
  public MainSwitch(ComponentContext component, BundleContext context) {
    if (!"false".equals(context.getProperty(PROPERTY))) {
      component.enableComponent(JkexecMain.class.getName());
    }
  }
}
