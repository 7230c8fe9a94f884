package kexec.images.internal.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.text.FileName;
import kexec.base.config.ConfigText;
import kexec.images.internal.config.ConfigReader;
import kexec.images.internal.config.Configuration;
import kexec.launch.Trust;

/**
 * A directory of files {@code NAME.conf}, one for each image. Files that another user could change
 * or replace are not read. Thread-safe.
 */
public final class ConfigDirectory implements ConfigSource {

  private static final String SUFFIX = ".conf";

  /** More than anybody needs for two slots of a few machines. */
  private static final int MOST_FILES = 100;

  private final Path directory;
  private final Trust trust;

  /**
   * Names a directory, which need not exist.
   *
   * @param directory its absolute path
   * @param trust whom this user trusts
   */
  public ConfigDirectory(Path directory, Trust trust) {
    this.directory = directory;
    this.trust = trust;
  }

  @Override
  public Found read() {
    Map<String, Path> files = new TreeMap<>();
    try {
      Optional<String> weakness = trust.weakness(directory);
      if (weakness.isPresent()) {
        return failed(
            "image-configuration-not-trusted",
            weakness.get() + ", and could change what is loaded",
            "Make " + FileName.of(directory) + " a directory that no other user can change.");
      }
      list(files);
    } catch (NoSuchFileException e) {
      return failed(
          "image-configuration-unreadable",
          "there is no such directory",
          "Create it, or name another one.");
    } catch (IOException e) {
      return failed(
          "image-configuration-unreadable",
          Causes.of(e),
          "Check the directory and who may read it.");
    }
    List<Configuration> all = new ArrayList<>();
    files.forEach((name, file) -> all.add(read(name, file)));
    return new Found(all, Optional.empty(), List.of(directory));
  }

  private void list(Map<String, Path> files) throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "[!.]*" + SUFFIX)) {
      for (Path file : stream) {
        if (files.size() == MOST_FILES) {
          throw new IOException("it has more than " + MOST_FILES + " files *" + SUFFIX);
        }
        String name = FileName.of(Objects.requireNonNull(file.getFileName()));
        files.put(name.substring(0, name.length() - SUFFIX.length()), file);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private Found failed(String code, String cause, String cure) {
    Path above = Objects.requireNonNullElse(directory.getParent(), directory);
    return new Found(
        List.of(),
        Optional.of(
            new Fault(
                code,
                "reading the image configurations in " + FileName.of(directory),
                cause,
                cure)),
        List.of(directory, above));
  }

  private Configuration read(String name, Path file) {
    try {
      Optional<String> weakness = trust.weakness(file);
      if (weakness.isPresent()) {
        return invalid(
            name,
            file,
            "image-configuration-not-trusted",
            weakness.get() + ", and could change what is loaded",
            "Make it a file that no other user can change.");
      }
      if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
        return unreadable(name, file, "it is not a regular file");
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(ConfigText.MAX_BYTES + 1);
        if (bytes.length > ConfigText.MAX_BYTES) {
          return unreadable(name, file, "it is longer than " + ConfigText.MAX_BYTES + " bytes");
        }
        ConfigText text = ConfigText.parse(bytes);
        return ConfigReader.read(name, text.values(), text.problems(), FileName.of(file));
      }
    } catch (IOException e) {
      return unreadable(name, file, Causes.of(e));
    }
  }

  private static Configuration unreadable(String name, Path file, String cause) {
    return invalid(
        name, file, "image-configuration-unreadable", cause, "Check the file and who may read it.");
  }

  private static Configuration invalid(
      String name, Path file, String code, String cause, String cure) {
    return new Configuration.Invalid(
        name,
        Optional.empty(),
        new Fault(code, "reading the image configuration " + FileName.of(file), cause, cure));
  }
}
