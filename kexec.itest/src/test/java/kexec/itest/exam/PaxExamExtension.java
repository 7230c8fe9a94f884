package kexec.itest.exam;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.ops4j.pax.exam.TestAddress;
import org.ops4j.pax.exam.TestContainerException;
import org.ops4j.pax.exam.TestDirectory;
import org.ops4j.pax.exam.TestInstantiationInstruction;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.spi.ExamReactor;
import org.ops4j.pax.exam.spi.StagedExamReactor;
import org.ops4j.pax.exam.spi.reactors.ReactorManager;

/**
 * Runs the methods of a Jupiter class inside an OSGi framework. Pax Exam 4 has drivers for JUnit 4
 * and TestNG only, so this is one for Jupiter.
 *
 * <p>The class exists twice: Jupiter's own instance only drives, its methods are skipped; in the
 * framework {@link ProbeRunner} makes another one, injects {@code @Inject} fields and calls
 * before-each, test and after-each methods on it.
 *
 * <p>Limits: the class and its {@code @Configuration} method are public; tests are {@code @Test}
 * methods without parameters in the class itself; a before-each or after-each method of a
 * superclass has a name of its own.
 */
public final class PaxExamExtension
    implements BeforeAllCallback, AfterAllCallback, InvocationInterceptor {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(PaxExamExtension.class);

  private record Run(
      ReactorManager manager, StagedExamReactor reactor, Map<Method, TestAddress> tests) {}

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    Class<?> type = context.getRequiredTestClass();
    ReactorManager manager = ReactorManager.getInstance();
    Object driver = instantiate(type);
    ExamReactor reactor = manager.prepareReactor(type, driver);
    reactor.addProbe(probe(manager, type, driver));
    StagedExamReactor staged = manager.stageReactor();
    Map<Method, TestAddress> tests = addresses(manager, staged, type);
    manager.beforeClass(staged, type);
    context.getStore(NAMESPACE).put(Run.class, new Run(manager, staged, tests));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Run run = context.getStore(NAMESPACE).remove(Run.class, Run.class);
    if (run != null) {
      run.manager().afterClass(run.reactor(), context.getRequiredTestClass());
    }
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context)
      throws Throwable {
    invocation.skip();
    Run run = context.getStore(NAMESPACE).get(Run.class, Run.class);
    try {
      run.reactor().invoke(run.tests().get(invocationContext.getExecutable()));
    } catch (Exception e) {
      throw asThrownByTheTest(e);
    }
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context) {
    invocation.skip();
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context) {
    invocation.skip();
  }

  private static Object instantiate(Class<?> type) throws ReflectiveOperationException {
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private static TestProbeBuilder probe(ReactorManager manager, Class<?> type, Object driver)
      throws Exception {
    TestProbeBuilder probe = manager.createProbeBuilder(driver);
    for (Method method :
        AnnotationSupport.findAnnotatedMethods(type, Test.class, HierarchyTraversalMode.TOP_DOWN)) {
      if (method.getParameterCount() != 0) {
        throw new ExtensionConfigurationException(
            "a test in a framework has no parameters: " + method);
      }
      TestAddress address =
          probe.addTest(ProbeRunner.class, "run", type.getName(), method.getName());
      manager.storeTestMethod(address, method);
    }
    return probe;
  }

  private static Map<Method, TestAddress> addresses(
      ReactorManager manager, StagedExamReactor reactor, Class<?> type) {
    Map<Method, TestAddress> addresses = new HashMap<>();
    for (TestAddress target : reactor.getTargets()) {
      // The manager is one for the whole run and knows the methods of other classes too.
      if (manager.lookupTestMethod(target.root()) instanceof Method method
          && method.getDeclaringClass().isAssignableFrom(type)) {
        TestDirectory.getInstance()
            .add(target, new TestInstantiationInstruction(ProbeRunner.class.getName() + ";run"));
        addresses.put(method, target);
      }
    }
    return addresses;
  }

  private static Throwable asThrownByTheTest(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null
        && (cause instanceof TestContainerException
            || cause instanceof InvocationTargetException)) {
      cause = cause.getCause();
    }
    return cause;
  }
}
