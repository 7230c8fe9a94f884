package kexec.itest;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Watches those who act in a storm: nobody may be at one thing for longer than a bound, and no
 * threads may wait for each other for ever. The first failure ends the storm, and tells what
 * everybody did last.
 */
final class StormWatch implements AutoCloseable {

  private static final int REMEMBERED = 12;
  private static final long LOOK_MILLIS = 200;
  private static final int FRAMES = 60;

  private final Duration bound;
  private final List<Actor> actors = new CopyOnWriteArrayList<>();
  private final AtomicReference<AssertionError> failure = new AtomicReference<>();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Thread thread = new Thread(this::watch, "storm-watch");
  private volatile boolean closed;

  /** Starts watching; each thing that somebody does must end within the bound. */
  StormWatch(Duration bound) {
    this.bound = bound;
    thread.setDaemon(true);
    thread.start();
  }

  /** One who acts, on one thread. */
  final class Actor {

    private final String name;
    private final Deque<String> last = new ArrayDeque<>();
    private long operations;
    private String doing = "";
    private long since;

    private Actor(String name) {
      this.name = name;
    }

    /** Does something under watch. What it throws is the caller's. */
    <T> T does(String what, Callable<T> work) throws Exception {
      begin(what);
      try {
        T result = work.call();
        end("");
        return result;
      } catch (Exception | Error e) {
        end(" " + e);
        throw e;
      }
    }

    private synchronized void begin(String what) {
      doing = what;
      since = System.nanoTime();
      operations++;
    }

    private synchronized void end(String how) {
      last.addLast(doing + how);
      if (last.size() > REMEMBERED) {
        last.removeFirst();
      }
      doing = "";
    }

    synchronized long operations() {
      return operations;
    }

    private synchronized boolean isLate() {
      return !doing.isEmpty() && System.nanoTime() - since > bound.toNanos();
    }

    @Override
    public synchronized String toString() {
      return "%s, after %s operations:%n    %s%n    now: %s"
          .formatted(name, operations, String.join("\n    ", last), doing);
    }
  }

  Actor actor(String name) {
    Actor actor = new Actor(name);
    actors.add(actor);
    return actor;
  }

  private void watch() {
    while (!closed && !hasFailed()) {
      actors.stream()
          .filter(Actor::isLate)
          .findFirst()
          .ifPresent(late -> fail(late.name + " is at it for longer than " + bound, true));
      if (threads.findDeadlockedThreads() != null) {
        fail("threads wait for each other for ever", true);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  void fail(String what) {
    fail(what, false);
  }

  void fail(String what, Throwable cause) {
    StringWriter trace = new StringWriter();
    cause.printStackTrace(new PrintWriter(trace));
    fail(what + ": " + trace, false);
  }

  private void fail(String what, boolean withThreads) {
    String acts = actors.stream().map(Actor::toString).collect(Collectors.joining("\n  "));
    failure.compareAndSet(
        null, new AssertionError(what + "\n  " + acts + (withThreads ? "\n" + dump() : "")));
  }

  private String dump() {
    return Arrays.stream(threads.dumpAllThreads(true, true, FRAMES))
        .map(StormWatch::text)
        .collect(Collectors.joining("\n"));
  }

  /** As {@link ThreadInfo#toString}, which stops after eight frames. */
  private static String text(ThreadInfo info) {
    return "\"%s\" %s on %s of %s%n    %s"
        .formatted(
            info.getThreadName(),
            info.getThreadState(),
            info.getLockName(),
            info.getLockOwnerName(),
            Arrays.stream(info.getStackTrace())
                .map(String::valueOf)
                .collect(Collectors.joining("\n    ")));
  }

  boolean hasFailed() {
    return failure.get() != null;
  }

  long operations() {
    return actors.stream().mapToLong(Actor::operations).sum();
  }

  void requireCalm() {
    AssertionError found = failure.get();
    if (found != null) {
      throw found;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
