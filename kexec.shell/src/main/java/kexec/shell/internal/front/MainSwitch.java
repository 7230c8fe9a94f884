package kexec.shell.internal.front;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Disables the command line in runtimes that do not want it. The launcher ends the process when the
 * command line returns; a runtime that continues, such as one with an interactive shell, sets the
 * framework property {@value #PROPERTY} to {@code false}.
 */
@Component(
    service = {},
    immediate = true)
public final class MainSwitch {

  /** The framework property. */
  public static final String PROPERTY = "jkexec.main";

  /**
   * Enables the command line unless the property forbids it.
   *
   * @param component enables it
   * @param context provides the property
   */
  @Activate
  public MainSwitch(ComponentContext component, BundleContext context) {
    if (!"false".equals(context.getProperty(PROPERTY))) {
      component.enableComponent(JkexecMain.class.getName());
    }
  }
}
