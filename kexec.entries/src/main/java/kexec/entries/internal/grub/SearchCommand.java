package kexec.entries.internal.grub;

import java.util.List;

/**
 * The command {@code search}, and {@code search.fs_uuid} and its like (GNU GRUB Manual, "search").
 */
final class SearchCommand {

  private static final String FILE = "file=";

  private SearchCommand() {}

  /** The device that a search finds has no name here, but its identifier has. */
  static void run(String name, List<GrubText> words, GrubVariables variables) {
    String variable = name.startsWith("search.") ? "root" : "";
    String kind =
        switch (name) {
          case "search.fs_uuid" -> GrubFiles.UUID;
          case "search.fs_label" -> GrubFiles.LABEL;
          default -> FILE;
        };
    GrubText wanted = GrubText.EMPTY;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i).text();
      if (word.equals("-u") || word.equals("--fs-uuid")) {
        kind = GrubFiles.UUID;
      } else if (word.equals("-l") || word.equals("--label")) {
        kind = GrubFiles.LABEL;
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
      variables.set(variable, new GrubText(kind + wanted.text(), wanted.certain()));
    }
  }
}
