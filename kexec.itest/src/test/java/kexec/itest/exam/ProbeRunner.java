package kexec.itest.exam;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.ops4j.pax.exam.TestContainerException;
import org.ops4j.pax.exam.util.Injector;
import org.ops4j.pax.swissbox.tracker.ServiceLookup;
import org.osgi.framework.BundleContext;

/** The half of {@link PaxExamExtension} that lives in the probe bundle, inside the framework. */
public final class ProbeRunner {

  /**
   * Runs one test method on a fresh instance, between its before-each and after-each methods.
   *
   * @param context the probe bundle's
   * @param type the name of the test class
   * @param method the name of its test method
   */
  public void run(BundleContext context, String type, String method) throws Exception {
    Class<?> testClass = Class.forName(type, true, ProbeRunner.class.getClassLoader());
    Object test = instantiate(testClass);
    ServiceLookup.getService(context, Injector.class).injectFields(test);
    run(testClass, test, () -> invoke(testClass.getDeclaredMethod(method), test));
  }

  /** What runs within the before-each and after-each methods of a class. */
  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  /** As in Jupiter, those of a superclass run around those of its subclasses. */
  private static void run(Class<?> type, Object test, Work work) throws Exception {
    if (type == Object.class) {
      work.run();
      return;
    }
    run(
        type.getSuperclass(),
        test,
        () -> {
          try {
            invokeAnnotated(type, test, BeforeEach.class);
            work.run();
          } finally {
            invokeAnnotated(type, test, AfterEach.class);
          }
        });
  }

  private static Object instantiate(Class<?> type) throws ReflectiveOperationException {
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private static void invokeAnnotated(
      Class<?> type, Object test, Class<? extends Annotation> annotation) throws Exception {
    for (Method method : type.getDeclaredMethods()) {
      if (method.isAnnotationPresent(annotation)) {
        invoke(method, test);
      }
    }
  }

  private static void invoke(Method method, Object test) throws Exception {
    method.setAccessible(true);
    try {
      method.invoke(test);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      if (e.getCause() instanceof Exception exception) {
        throw exception;
      }
      throw new TestContainerException(e.getCause());
    }
  }
}
