package kexec.shell.internal.front;

import java.util.Optional;
import java.util.function.Supplier;
import kexec.api.entry.BootEntries;
import kexec.shell.internal.reference.GogoCompletion;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;

/**
 * Gives the sessions of Gogo's shell the completion of the commands. A session is noticed when it
 * executes something: its profile, or else its first line.
 */
final class GogoSessions implements CommandSessionListener {

  private final GogoCompletion completion;

  GogoSessions(Supplier<Optional<BootEntries>> entries) {
    this.completion = new GogoCompletion(entries);
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
