package kexec.entries.internal.entry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Finding;
import org.jspecify.annotations.Nullable;

/**
 * An entry in the boot loader's own terms.
 *
 * @param id its name, as in {@link BootEntry}
 * @param title what the menu shows
 * @param source where it was read
 * @param near a directory on the partition that the names of its files begin at
 * @param kernel the boot loader's name of the kernel; empty if the entry names none
 * @param initrds the boot loader's names of the initial RAM disks
 * @param modules the Multiboot modules
 * @param commandLine the kernel's command line
 * @param deviceTree the boot loader's name of the device tree, if the entry names one
 * @param architecture the label of the architecture that it is for, if it names one
 * @param version the kernel's release, if it names one
 * @param findings what is known to be wrong or uncertain
 */
public record LoaderEntry(
    String id,
    String title,
    BootEntry.Source source,
    Path near,
    Optional<String> kernel,
    List<String> initrds,
    List<NamedModule> modules,
    String commandLine,
    Optional<String> deviceTree,
    Optional<String> architecture,
    Optional<String> version,
    List<Finding> findings) {

  /** Makes the lists unmodifiable. */
  public LoaderEntry {
    initrds = List.copyOf(initrds);
    modules = List.copyOf(modules);
    findings = List.copyOf(findings);
  }

  /**
   * A Multiboot module.
   *
   * @param file the boot loader's name of the file
   * @param commandLine its command line
   */
  public record NamedModule(String file, String commandLine) {}

  /**
   * {@return a builder of an entry with nothing but its name}
   *
   * @param id its name
   * @param source where it was read
   * @param near a directory on the partition that the names of its files begin at
   */
  public static Builder of(String id, BootEntry.Source source, Path near) {
    return new Builder(id, source, near);
  }

  /** Builds an entry. Not thread-safe. */
  public static final class Builder {

    private final String id;
    private final BootEntry.Source source;
    private final Path near;
    private String title;
    private @Nullable String kernel;
    private List<String> initrds = List.of();
    private List<NamedModule> modules = List.of();
    private String commandLine = "";
    private @Nullable String deviceTree;
    private @Nullable String architecture;
    private @Nullable String version;
    private final List<Finding> findings = new ArrayList<>();

    private Builder(String id, BootEntry.Source source, Path near) {
      this.id = id;
      this.source = source;
      this.near = near;
      this.title = id;
    }

    /** Sets what the menu shows. Default: the name. */
    public Builder title(String value) {
      title = value;
      return this;
    }

    /** Sets the kernel. Null for none. */
    public Builder kernel(@Nullable String value) {
      kernel = value;
      return this;
    }

    /** Sets the initial RAM disks. Default: none. */
    public Builder initrds(List<String> value) {
      initrds = value;
      return this;
    }

    /** Sets the modules. Default: none. */
    public Builder modules(List<NamedModule> value) {
      modules = value;
      return this;
    }

    /** Sets the command line. Default: empty. */
    public Builder commandLine(String value) {
      commandLine = value;
      return this;
    }

    /** Sets the device tree. Null for none. */
    public Builder deviceTree(@Nullable String value) {
      deviceTree = value;
      return this;
    }

    /** Sets the architecture. Null for any. */
    public Builder architecture(@Nullable String value) {
      architecture = value;
      return this;
    }

    /** Sets the kernel's release. Null if it is unknown. */
    public Builder version(@Nullable String value) {
      version = value;
      return this;
    }

    /** Adds findings. */
    public Builder tell(List<Finding> value) {
      findings.addAll(value);
      return this;
    }

    /** {@return a new entry} */
    public LoaderEntry build() {
      return new LoaderEntry(
          id,
          title,
          source,
          near,
          Optional.ofNullable(kernel),
          initrds,
          modules,
          commandLine,
          Optional.ofNullable(deviceTree),
          Optional.ofNullable(architecture),
          Optional.ofNullable(version),
          findings);
    }
  }
}
