package kexec.entries.internal.grub;

import java.util.List;

/**
 * The command {@code search}, and {@code search.fs_uuid} and its like (GNU GRUB Manual, "search").
 */
final class SearchCommand {

  private SearchCommand() {}

  /** The device that a search finds has no name here, but its identifier has. */
  static void run(String name, List<GrubText> words, GrubVariables variables) {
    String variable = name.startsWith("search.") ? "root" : "";
    boolean uuid = name.equals("search.fs_uuid");
    GrubText wanted = GrubText.EMPTY;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i).text();
      if (word.equals("-u") || word.equals("--fs-uuid")) {
        uuid = true;
      } else if (word.equals("-s") || word.equals("--set")) {
        variable = "root";
      } else if (word.startsWith("--set=")) {
        variable = word.substring("--set=".length());
      } else if (word.equals("--hint") || word.equals("-h")) {
        i++;
      } else if (!word.startsWith("-") && wanted.text().isEmpty()) {
        wanted = words.get(i);
      } else if (!word.startsWith("-") && name.startsWith("search.")) {
        variable = word;
      }
    }
    if (!variable.isEmpty()) {
      variables.set(
          variable,
          new GrubText(uuid ? GrubFiles.UUID + wanted.text() : "search", wanted.certain()));
    }
  }
}
