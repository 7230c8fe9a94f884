package kexec.rehearse.internal;

import java.util.Objects;
import kexec.api.rehearse.Rehearsal;
import kexec.linux.LinuxRoot;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The {@link Rehearsal} service of the running system. */
@Component(service = Rehearsal.class)
public final class RehearsalComponent extends QemuRehearsal {

  /** The path of a process without one, as of {@code confstr(_CS_PATH)}. */
  private static final String USUAL_PATH = "/bin:/usr/bin";

  /** Creates the component; nothing is started before a rehearsal. */
  @Activate
  public RehearsalComponent() {
    super(LinuxRoot.running(), Objects.requireNonNullElse(System.getenv("PATH"), USUAL_PATH));
  }
}
