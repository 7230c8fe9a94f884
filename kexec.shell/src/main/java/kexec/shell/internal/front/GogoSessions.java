package kexec.shell.internal.front;

import java.util.Optional;
import kexec.api.entry.BootEntries;
import kexec.shell.internal.reference.GogoCompletion;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Gives the sessions of Gogo's shell the completion of the commands. A session is noticed when it
 * executes something: its profile, or else its first line.
 */
@Component(service = CommandSessionListener.class)
public final class GogoSessions implements CommandSessionListener {

  private final GogoCompletion completion =
      new GogoCompletion(() -> Optional.ofNullable(this.entries));

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable BootEntries entries;

  /**
   * Creates the listener.
   *
   * @param gogo awaited, because Gogo is optional
   */
  @Activate
  public GogoSessions(@Reference CommandProcessor gogo) {}

  GogoSessions(@Nullable BootEntries entries) {
    this.entries = entries;
  }

  @Override
  public void beforeExecute(CommandSession session, CharSequence command) {
    completion.addTo(session);
  }

  @Override
  public void afterExecute(CommandSession session, CharSequence command, Exception exception) {
    completion.addTo(session);
  }

  @Override
  public void afterExecute(CommandSession session, CharSequence command, Object result) {
    completion.addTo(session);
  }
}
