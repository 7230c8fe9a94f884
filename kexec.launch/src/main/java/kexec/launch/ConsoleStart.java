package kexec.launch;

import java.util.Arrays;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.text.FileName;
import kexec.api.text.ProcessWords;

/**
 * The main class of the executable jar with the web console. It sets the console's password, or
 * starts the framework if there is one: without a password nothing listens at all.
 */
public final class ConsoleStart {

  private static final String SET_PASSWORD = "--set-password";

  private ConsoleStart() {}

  /**
   * Starts the framework, or sets the password and ends the process.
   *
   * @param words the words of the command line: none, or {@code --set-password}
   */
  public static void main(String[] words) {
    PasswordFile file =
        new PasswordFile(
            Optional.ofNullable(System.getProperty(PasswordFile.PROPERTY))
                .map(named -> ProcessWords.property(PasswordFile.PROPERTY, named)));
    try {
      if (words.length == 0) {
        file.read();
        Start.main(words);
      } else if (words.length == 1 && words[0].equals(SET_PASSWORD)) {
        file.write(PasswordHash.of(PasswordPrompt.ask(), PasswordHash.ITERATIONS));
        System.out.println("the password is set: " + FileName.of(file.path()));
      } else {
        throw usage(words);
      }
    } catch (KexecException e) {
      Start.tell(e.fault());
      System.exit(Start.FAILED);
    }
  }

  private static KexecException usage(String[] words) {
    return new KexecException(
        new Fault(
            "console-arguments",
            "starting the web console with " + Arrays.toString(words),
            "it has no such arguments",
            "Give none, or " + SET_PASSWORD + "."));
  }
}
