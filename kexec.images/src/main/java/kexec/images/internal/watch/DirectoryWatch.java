package kexec.images.internal.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when files change, by what the system reports of their directories. What it does not
 * report, such as of a network file system, has to be found by looking now and then. Thread-safe.
 */
public final class DirectoryWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatch.class);

  /** As many as Linux follows. */
  private static final int MAX_LINKS = 40;

  private final WatchService service;
  private final Runnable onChange;

  /** A directory that has two names, by a link, has the same key under both. */
  private final Map<Path, WatchKey> keys = new HashMap<>();

  /** The names that matter in a directory; an empty set if all do. */
  private Map<Path, Set<Path>> wanted = Map.of();

  /**
   * Starts watching nothing.
   *
   * @param onChange called after a change, by a thread of this watch; must return at once
   * @throws IOException if the system has no more watches
   */
  public DirectoryWatch(Runnable onChange) throws IOException {
    this.onChange = onChange;
    service = FileSystems.getDefault().newWatchService();
    Thread thread = new Thread(this::run, "kexec-files");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Watches these files and directories from now on, and no others.
   *
   * @param files absolute paths, of which some may not exist; also the files that symbolic links
   *     lead to are watched
   * @param directories absolute paths of directories in which every file matters
   */
  public synchronized void watch(Collection<Path> files, Collection<Path> directories) {
    Map<Path, Set<Path>> names = new HashMap<>();
    files.forEach(file -> follow(file, names));
    directories.forEach(directory -> names.put(directory, Set.of()));
    wanted = names;
    Set<WatchKey> before = Set.copyOf(keys.values());
    keys.entrySet().removeIf(old -> !names.containsKey(old.getKey()) || !old.getValue().isValid());
    before.stream().filter(key -> !keys.containsValue(key)).forEach(WatchKey::cancel);
    names.keySet().forEach(this::register);
  }

  private static void follow(Path file, Map<Path, Set<Path>> names) {
    Path at = file;
    for (int i = 0; i < MAX_LINKS; i++) {
      Path directory = at.getParent();
      Path name = at.getFileName();
      if (directory == null || name == null) {
        return;
      }
      names.computeIfAbsent(directory, absent -> new HashSet<>()).add(name);
      if (!Files.isSymbolicLink(at)) {
        return;
      }
      try {
        at = directory.resolve(Files.readSymbolicLink(at)).normalize();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void register(Path directory) {
    if (keys.containsKey(directory)) {
      return;
    }
    try {
      keys.put(
          directory,
          directory.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_DELETE,
              StandardWatchEventKinds.ENTRY_MODIFY));
    } catch (IOException e) {
      // A directory that is not there yet is found by looking now and then.
      LOG.debug("{} is not watched", directory, e);
    }
  }

  private void run() {
    try {
      while (true) {
        WatchKey key = service.take();
        if (matters(key)) {
          onChange.run();
        }
        key.reset();
      }
    } catch (ClosedWatchServiceException e) {
      LOG.debug("no file is watched any more");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean matters(WatchKey key) {
    boolean any = false;
    for (WatchEvent<?> event : key.pollEvents()) {
      any |=
          keys.entrySet().stream()
              .filter(each -> each.getValue().equals(key))
              .anyMatch(each -> matters(each.getKey(), event));
    }
    return any;
  }

  private boolean matters(Path directory, WatchEvent<?> event) {
    Set<Path> names = wanted.getOrDefault(directory, Set.of());
    // Without a context, events were lost.
    return names.isEmpty() || event.context() == null || names.contains(event.context());
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      LOG.debug("the watch was not closed", e);
    }
  }
}
