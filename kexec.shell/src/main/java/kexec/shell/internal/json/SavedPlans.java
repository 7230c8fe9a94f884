package kexec.shell.internal.json;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import kexec.api.fault.BadFileException;
import kexec.api.plan.Plan;
import kexec.shell.internal.json.Node.WrongFieldException;
import kexec.shell.internal.result.SavedPlan;

/** Reads plan documents, which are untrusted input. */
public final class SavedPlans {

  private static final int WHITE_SPACE = 64;

  private SavedPlans() {}

  /**
   * {@return whether a file looks like a plan document: whether its first character that is not
   * white space is a brace; false if it cannot be read, so that the next reader reports the reason}
   * No kernel starts with a brace.
   *
   * @param file the file
   */
  public static boolean isDocument(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), WHITE_SPACE)) {
      int c = in.read();
      for (int i = 0; i < WHITE_SPACE && c >= 0 && Character.isWhitespace(c); i++) {
        c = in.read();
      }
      return c == '{';
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * {@return the content of a plan's document, as {@link #read} returns it}
   *
   * @param plan the plan
   */
  public static SavedPlan of(Plan plan) {
    try {
      return SavedPlanParser.parse(new Node("", PlanJson.of(plan)));
    } catch (WrongFieldException e) {
      throw new IllegalStateException("a plan that its own document cannot tell", e);
    }
  }

  /**
   * Reads a document.
   *
   * @param file the file
   * @return the plan
   * @throws BadFileException if it is too long, unreadable, not JSON, of another schema, or lacks
   *     fields of its schema
   */
  public static SavedPlan read(Path file) throws BadFileException {
    return new SavedDocument(file, "plan", "plan", PlanJson.SCHEMA).read(SavedPlanParser::parse);
  }
}
