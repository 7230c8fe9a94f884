package kexec.entries.internal.grub;

import java.util.ArrayList;
import java.util.List;

/** The commands {@code menuentry} and {@code submenu} (GNU GRUB Manual, "menuentry"). */
final class ItemCommand {

  private ItemCommand() {}

  /** {@return the item that the words and the block describe} */
  static MenuItem item(List<GrubText> words, List<Statement> block) {
    String id = "";
    List<GrubText> rest = new ArrayList<>();
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i).text();
      switch (word) {
        case "--id", "-i" -> id = ++i < words.size() ? words.get(i).text() : "";
        case "--class", "--users", "--hotkey", "--source" -> i++;
        default -> {
          if (word.startsWith("--id=")) {
            id = word.substring("--id=".length());
          } else if (!word.startsWith("--")) {
            rest.add(words.get(i));
          }
        }
      }
    }
    boolean submenu = words.get(0).text().equals("submenu");
    String title = rest.isEmpty() ? "" : rest.get(0).text();
    boolean certain = rest.isEmpty() || rest.get(0).certain();
    return new MenuItem.Scripted(title, id, submenu, block, rest, certain);
  }
}
