package kexec.core.internal.failure;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import kexec.linux.sys.Steps;
import kexec.linux.sys.Steps.Failure;

/**
 * The file system, of which either the operations that change something, or open a file, are steps
 * that can fail, or those that look at what there is. Its paths stand for the real ones.
 */
final class FailingFiles extends FileSystemProvider {

  /** Writes a part of what it is given. */
  static final Failure SHORT = new Failure("a short write", 0, false);

  private static final List<Failure> WAYS =
      List.of(
          new Failure("ENOSPC", 28, false),
          new Failure("EACCES", 13, false),
          new Failure("EROFS", 30, false),
          new Failure("EIO", 5, false));

  /** Who may not look will not be able to a moment later either. */
  private static final List<Failure> LOOK_WAYS = List.of(new Failure("EIO", 5, false));

  /** The prefix of the names of the steps. */
  private static final String PREFIX = "file ";

  private static final String LOOK = "look";

  private final FileSystemProvider real;
  private final Files files;
  private final Steps steps;
  private final boolean looks;

  private FailingFiles(FileSystem system, Steps steps, boolean looks) {
    this.real = system.provider();
    this.files = new Files(system);
    this.steps = steps;
    this.looks = looks;
  }

  /**
   * {@return a path whose files fail}
   *
   * @param path the real path
   * @param steps decides which fail
   */
  static Path at(Path path, Steps steps) {
    return new FailingFiles(path.getFileSystem(), steps, false).path(path);
  }

  /**
   * {@return a path at which, and below which, looking at what there is fails}
   *
   * @param path the real path
   * @param steps decides which looks fail
   */
  static Path looksAt(Path path, Steps steps) {
    return new FailingFiles(path.getFileSystem(), steps, true).path(path);
  }

  /** {@return the ways in which a step fails, none if it is not one of files} */
  static List<Failure> failures(String step) {
    if (step.equals(PREFIX + LOOK)) {
      return LOOK_WAYS;
    }
    if (step.equals(PREFIX + "write")) {
      return Stream.concat(WAYS.stream(), Stream.of(SHORT)).toList();
    }
    return step.startsWith(PREFIX) ? WAYS : List.of();
  }

  /** Passes a step. */
  void step(String name, Object of) throws IOException {
    Optional<Failure> failure = next(name);
    if (failure.isPresent()) {
      throw exception(failure.get(), String.valueOf(of));
    }
  }

  Optional<Failure> next(String name) {
    return name.equals(LOOK) == looks ? steps.next(PREFIX + name) : Optional.empty();
  }

  static IOException exception(Failure failure, String of) {
    return failure.name().equals("EACCES")
        ? new AccessDeniedException(of)
        : new FileSystemException(of, null, failure.name());
  }

  /** {@return a path of this file system} */
  private Path path(Path path) {
    return (Path)
        Proxy.newProxyInstance(
            Path.class.getClassLoader(),
            new Class<?>[] {Path.class},
            (self, method, arguments) -> invoke(path, method, arguments));
  }

  private Object invoke(Path path, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("getFileSystem")) {
      return files;
    }
    Object[] known =
        arguments == null ? null : Arrays.stream(arguments).map(FailingFiles::real).toArray();
    try {
      Object result = method.invoke(path, known);
      if (result instanceof Iterator<?>) {
        return StreamSupport.stream(path.spliterator(), false).map(this::path).iterator();
      }
      return result instanceof Path other ? path(other) : result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object real(Object argument) {
    return argument instanceof Path path ? real(path) : argument;
  }

  private static Path real(Path path) {
    return path.getFileSystem() instanceof Files ? Path.of(path.toString()) : path;
  }

  /** The file system of such paths. */
  private final class Files extends FileSystem {

    private final FileSystem system;

    Files(FileSystem system) {
      this.system = system;
    }

    @Override
    public FileSystemProvider provider() {
      return FailingFiles.this;
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public String getSeparator() {
      return system.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      return system.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return system.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
      return path(system.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
      PathMatcher matcher = system.getPathMatcher(pattern);
      return path -> matcher.matches(real(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      return system.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public String getScheme() {
    return "failing";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return files;
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    step(options.contains(StandardOpenOption.WRITE) ? "open to write" : "open", path);
    return new FailingChannel(real.newFileChannel(real(path), options, attributes), this);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    step("list", directory);
    DirectoryStream<Path> all =
        real.newDirectoryStream(real(directory), each -> filter.accept(path(each)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return StreamSupport.stream(all.spliterator(), false)
            .map(FailingFiles.this::path)
            .iterator();
      }

      @Override
      public void close() throws IOException {
        all.close();
      }
    };
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    step("mkdir", directory);
    real.createDirectory(real(directory), attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    step("delete", path);
    real.delete(real(path));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    step("rename", target);
    real.move(real(source), real(target), options);
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return real.isSameFile(real(path), real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return real.isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return real.getFileStore(real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    step(LOOK, path);
    real.checkAccess(real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return real.getFileAttributeView(real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    step(LOOK, path);
    return real.readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    step(LOOK, path);
    return real.readAttributes(real(path), attributes, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    real.setAttribute(real(path), attribute, value, options);
  }
}
