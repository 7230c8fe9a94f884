package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.inject.Inject;
import kexec.api.Kexec;
import kexec.api.SlotStatus;
import kexec.api.plan.Slot;
import kexec.itest.exam.PaxExamExtension;
import kexec.itest.exam.RunDescriptor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/**
 * A storm on all bundles, and faults that it must find. A seed replays what each thread does, but
 * not when it does it: {@code -Dstorm.seed=… -Dstorm.operations=… -Dstorm.minutes=…}.
 */
@Tag("once")
@ExtendWith(PaxExamExtension.class)
@ExamReactorStrategy(PerClass.class)
public class StormIT {

  private static final String MINUTES = "1";

  private static final Duration BOUND = Duration.ofMinutes(1);

  @Inject private BundleContext context;

  @Configuration
  public Option[] configuration() {
    Kernels.write();
    return RunDescriptor.withoutMachines();
  }

  @Test
  void whatIsWantedStaysArmedAndNothingIsLeftOver() throws Exception {
    long seed = Long.getLong("storm.seed", System.currentTimeMillis());
    long operations = Long.getLong("storm.operations", Long.MAX_VALUE);
    double minutes = Double.parseDouble(System.getProperty("storm.minutes", MINUTES));
    PrintStream out = System.out;
    out.println("storm: -Dstorm.seed=" + seed);
    try (Lab lab = new Lab(context)) {
      Storm storm = new Storm(context, lab, seed);
      try {
        long deadline = System.nanoTime() + (long) (minutes * TimeUnit.MINUTES.toNanos(1));
        String told = storm.run(operations, deadline);
        out.println("storm: " + told);
      } finally {
        storm.close();
      }
    } catch (AssertionError e) {
      // At once: a framework that cannot be stopped would hide it for long.
      out.println("storm: " + e.getMessage());
      throw new AssertionError("with -Dstorm.seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  /** A service that answers every question in one way. */
  @FunctionalInterface
  private interface Answer {
    Object get();
  }

  /** Lets a user loose on a service until the watch finds something. */
  private void letUserMeet(Answer answer, String finding) throws Exception {
    Object kexec =
        Proxy.newProxyInstance(
            Kexec.class.getClassLoader(),
            new Class<?>[] {Kexec.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(self);
                  case "equals" -> self == arguments[0];
                  case "toString" -> "seeded";
                  case "status" -> answer.get();
                  default -> null;
                });
    ServiceRegistration<Kexec> registration =
        context.registerService(
            Kexec.class,
            (Kexec) kexec,
            FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, 1000)));
    try (StormWatch watch = new StormWatch(BOUND)) {
      StormUser user =
          new StormUser(
              context,
              watch,
              "user",
              1,
              new ReentrantReadWriteLock(),
              new ReentrantReadWriteLock(),
              () -> true,
              List.of(new StormyReceiver("receiver")));
      Thread thread = new Thread(user);
      thread.start();
      thread.join(BOUND.toMillis());
      user.close();
      thread.join();
      user.release();
      assertThatThrownBy(watch::requireCalm).hasMessageContaining(finding);
    } finally {
      registration.unregister();
    }
  }

  @Test
  void anExceptionThatIsNotDeclaredIsFound() throws Exception {
    letUserMeet(
        () -> {
          throw new IllegalStateException("seeded");
        },
        "met what is not declared: java.lang.IllegalStateException: seeded");
  }

  @Test
  void aStatusThatIsNotTrueIsFound() throws Exception {
    SlotStatus untrue =
        new SlotStatus(
            Slot.CRASH,
            "machine",
            "receiver",
            true,
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    letUserMeet(() -> List.of(untrue), "is told what is not true");
  }

  /** Another test's storm may have just taken the core's configuration away: it starts anew. */
  private ServiceReference<Kexec> lastingService() throws InterruptedException {
    Optional<ServiceReference<Kexec>> seen = Optional.empty();
    for (int i = 0, same = 0; i < 600 && same < 20; i++) {
      TimeUnit.MILLISECONDS.sleep(100);
      Optional<ServiceReference<Kexec>> now =
          Optional.ofNullable(context.getServiceReference(Kexec.class));
      same = now.isPresent() && now.equals(seen) ? same + 1 : 0;
      seen = now;
    }
    return seen.orElseThrow();
  }

  @Test
  void aServiceThatIsNotGivenBackAndAThreadThatDoesNotEndAreFound() throws Exception {
    ServiceReference<Kexec> reference = lastingService();
    StormFootprint before = StormFootprint.of(List.of(context.getBundle()));
    assertThat(context.getService(reference)).isNotNull();
    Thread thread =
        new Thread(
            () -> {
              try {
                TimeUnit.DAYS.sleep(1);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "kexec-left");
    thread.start();
    try {
      assertThat(StormFootprint.of(List.of(context.getBundle())).growth(before))
          .hasSize(2)
          .anyMatch(each -> each.contains("kexec-left"))
          .anyMatch(each -> each.contains("uses") && each.contains("kexec.api.Kexec"));
    } finally {
      context.ungetService(reference);
      thread.interrupt();
      thread.join();
    }
  }
}
