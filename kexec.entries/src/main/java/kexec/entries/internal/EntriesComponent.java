package kexec.entries.internal;

import kexec.api.entry.BootEntries;
import kexec.linux.LinuxRoot;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The {@link BootEntries} service of the running system. */
@Component(service = BootEntries.class)
public final class EntriesComponent extends SystemEntries {

  /** Creates the component; nothing is read before it is asked. */
  @Activate
  public EntriesComponent() {
    super(LinuxRoot.running(), System.getProperty("os.arch", ""));
  }
}
