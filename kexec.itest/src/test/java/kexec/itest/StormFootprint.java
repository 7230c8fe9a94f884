package kexec.itest;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/**
 * What a process has that nobody gives back by himself: threads, services, files, memory.
 *
 * @param threads the threads of jkexec by name, without their numbers
 * @param registered the services that each bundle has registered, by class
 * @param used the services that each bundle uses, by class
 * @param files the number of open files
 * @param mappings the number of mappings of the kernel file
 * @param heap the bytes that live after a collection
 */
record StormFootprint(
    Map<String, Integer> threads,
    Map<String, List<String>> registered,
    Map<String, List<String>> used,
    int files,
    int mappings,
    long heap) {

  private static final int MOST_FILES_MORE = 16;
  private static final int MOST_MAPPINGS_MORE = 8;
  private static final long MOST_BYTES_MORE = 24L << 20;
  private static final long LOOK_MILLIS = 50;

  /** Measures, after the garbage is gone. */
  static StormFootprint of(Collection<Bundle> bundles) throws IOException, InterruptedException {
    collect(List.of(), Duration.ZERO);
    Map<String, List<String>> registered = new TreeMap<>();
    Map<String, List<String>> used = new TreeMap<>();
    for (Bundle bundle : bundles) {
      registered.put(bundle.getSymbolicName(), classes(bundle.getRegisteredServices()));
      used.put(bundle.getSymbolicName(), classes(bundle.getServicesInUse()));
    }
    return new StormFootprint(
        ownThreads(),
        registered,
        used,
        count(Path.of("/proc/self/fd")),
        count(Kernels.path().getFileName().toString()),
        Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
  }

  /** Collects garbage until the referents are gone, or the time is over; returns those left. */
  static List<WeakReference<ClassLoader>> collect(
      Collection<WeakReference<ClassLoader>> loaders, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      List<WeakReference<ClassLoader>> left =
          loaders.stream().filter(loader -> loader.get() != null).toList();
      if (left.isEmpty() || System.nanoTime() - deadline >= 0) {
        return left;
      }
    }
  }

  private static Map<String, Integer> ownThreads() {
    Map<String, Integer> names = new TreeMap<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      String name = thread.getName().replaceAll("\\d+", "#");
      if (name.startsWith("kexec") && thread.isAlive()) {
        names.merge(name, 1, Integer::sum);
      }
    }
    return names;
  }

  private static List<String> classes(ServiceReference<?>[] references) {
    List<String> classes = new ArrayList<>();
    for (ServiceReference<?> reference :
        references == null ? new ServiceReference<?>[0] : references) {
      String names = Arrays.toString((String[]) reference.getProperty("objectClass"));
      // Declarative Services registers one for a bundle when its configuration comes first.
      if (!names.contains("org.osgi.service.cm.ManagedService")) {
        classes.add(names);
      }
    }
    classes.sort(String::compareTo);
    return classes;
  }

  private static int count(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return (int) files.count();
    }
  }

  private static int count(String file) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return (int) lines.filter(line -> line.endsWith(file)).count();
    }
  }

  /** Returns what there is more than there was before, each as a sentence. */
  List<String> growth(StormFootprint before) {
    List<String> all = new ArrayList<>();
    if (!threads.equals(before.threads)) {
      all.add("threads: " + threads + ", before: " + before.threads);
    }
    compare("registers", registered, before.registered, all);
    compare("uses", used, before.used, all);
    if (files > before.files + MOST_FILES_MORE) {
      all.add("open files: " + files + ", before: " + before.files);
    }
    if (mappings > before.mappings + MOST_MAPPINGS_MORE) {
      all.add("mappings: " + mappings + ", before: " + before.mappings);
    }
    if (heap > before.heap + MOST_BYTES_MORE) {
      all.add("heap: " + heap + " bytes, before: " + before.heap);
    }
    return all;
  }

  private static void compare(
      String what,
      Map<String, List<String>> now,
      Map<String, List<String>> before,
      List<String> all) {
    now.forEach(
        (bundle, classes) -> {
          if (!classes.equals(before.get(bundle))) {
            all.add("%s %s: %s, before: %s".formatted(bundle, what, classes, before.get(bundle)));
          }
        });
  }

  @Override
  public String toString() {
    return "threads %s, %s open files, %s mappings, heap %s KiB"
        .formatted(threads, files, mappings, heap >> 10);
  }
}
