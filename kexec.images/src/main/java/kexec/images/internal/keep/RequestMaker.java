package kexec.images.internal.keep;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import kexec.api.PlanRequest;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.images.internal.config.ImageConfig;
import kexec.images.internal.config.ImageKernel;
import kexec.linux.LinuxTexts;

/** Makes requests of configurations, with what the system tells now. */
final class RequestMaker {

  private final Supplier<Optional<BootEntries>> entries;
  private final LinuxTexts linux;

  RequestMaker(Supplier<Optional<BootEntries>> entries, LinuxTexts linux) {
    this.entries = entries;
    this.linux = linux;
  }

  /**
   * {@return what a configuration asks for now}
   *
   * @param config the configuration
   * @throws KexecException if its boot entry cannot be found, or the running kernel's command line
   *     cannot be read
   */
  WantedRequest make(ImageConfig config) throws KexecException {
    if (config.kernel() instanceof ImageKernel.OfEntry named) {
      return make(config, entry(config, named.id()));
    }
    Path kernel = ((ImageKernel.KernelFile) config.kernel()).path();
    String line =
        config.reuseCommandLine()
            ? linux.commandLine().forNextKernel(config.slot()).toString()
            : config.commandLine().orElse("");
    PlanRequest.Builder request =
        PlanRequest.of(kernel).initrds(config.initrds()).modules(config.modules());
    return new WantedRequest(finish(request, config, line, Optional.empty()), List.of());
  }

  private BootEntry entry(ImageConfig config, String id) throws KexecException {
    Optional<BootEntries> present = entries.get();
    if (present.isEmpty()) {
      throw new KexecException(
          new Fault(
              "boot-entries-missing",
              "finding the boot entry of the configured image " + config.name(),
              "no bundle is there that reads boot entries",
              "Start one that offers the BootEntries service, or name the kernel and the initrds."));
    }
    return present.get().find(id);
  }

  private static WantedRequest make(ImageConfig config, BootEntry entry) {
    PlanRequest own = entry.request(config.slot());
    PlanRequest.Builder request = own.toBuilder();
    if (!config.initrds().isEmpty()) {
      request.initrds(config.initrds());
    }
    String line = config.commandLine().orElse(own.commandLine());
    return new WantedRequest(
        finish(request, config, line, own.deviceTree()), List.of(entry.source().file()));
  }

  private static PlanRequest finish(
      PlanRequest.Builder request, ImageConfig config, String line, Optional<Path> deviceTree) {
    String appended = line.isEmpty() ? config.append() : line + " " + config.append();
    return request
        .commandLine(config.append().isEmpty() ? line : appended)
        .commandLineReused(config.reuseCommandLine())
        .slot(config.slot())
        .machine(config.machine().orElse(null))
        .protocol(config.protocol().orElse(null))
        .architecture(config.architecture().orElse(null))
        .deviceTree(config.deviceTree().or(() -> deviceTree).orElse(null))
        .method(config.method().orElse(null))
        .entryCheck(config.entryCheck())
        .build();
  }
}
