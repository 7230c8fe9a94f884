package kexec.entries.internal.grub;

import java.util.List;
import java.util.regex.Pattern;
import kexec.entries.internal.entry.LoaderChoice;

/**
 * GRUB's choice (GNU GRUB Manual, "default"): the item with the number, title or name in the
 * variable {@code default}; with {@code >} between them, those of submenus. What names none is the
 * first item, also of a submenu that is itself the default: its menu does not wait either (GRUB,
 * grub-core/normal/menu.c, grub_menu_execute_entry()).
 */
final class GrubDefault {

  private static final Pattern NUMBER = Pattern.compile("0[xX][0-9a-fA-F]{1,7}|\\d{1,9}");
  private static final Pattern STEP = Pattern.compile("(?<!>)>(?!>)");

  private GrubDefault() {}

  /**
   * {@return the choice}
   *
   * @param items the menu
   * @param value the variable {@code default}
   * @param where what set it, for people
   */
  static LoaderChoice of(List<GrubNode> items, GrubText value, String where) {
    if (items.isEmpty()) {
      return LoaderChoice.none();
    }
    if (!value.certain()) {
      return LoaderChoice.unknown(
          "GRUB's variable default depends on what only the machine could tell, or on a file that"
              + " could not be read");
    }
    String[] steps = STEP.split(value.text(), 2);
    int index = index(items, steps[0].replace(">>", ">"));
    for (int i = 0; i <= index; i++) {
      if (!items.get(i).certain()) {
        return LoaderChoice.unknown(
            "whether the menu has '%s' could not be told".formatted(items.get(i).title()));
      }
    }
    boolean named = names(items.get(index), index, steps[0].replace(">>", ">"));
    String reason = value.text().isEmpty() ? "the first entry, as nothing names one" : where;
    GrubNode node = items.get(index);
    if (node.submenu() && !node.children().isEmpty()) {
      String how =
          named && steps.length > 1
              ? where
              : "%s, with the first entry of '%s'".formatted(reason, node.title());
      return of(node.children(), GrubText.of(steps.length > 1 ? steps[1] : "0"), how);
    }
    return node.entry()
        .map(
            entry ->
                LoaderChoice.of(
                    entry,
                    named || value.text().isEmpty()
                        ? reason
                        : where + ", which no entry is, so the first one"))
        .orElseGet(() -> LoaderChoice.unknown("'%s' starts no kernel".formatted(node.title())));
  }

  private static int index(List<GrubNode> items, String name) {
    if (NUMBER.matcher(name).matches()) {
      int number = number(name);
      return number < items.size() ? number : 0;
    }
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).isNamed(name)) {
        return i;
      }
    }
    return 0;
  }

  /** As strtoul() with the base 0 reads it, up to what is no digit. */
  private static int number(String name) {
    if (name.length() > 1 && (name.charAt(1) == 'x' || name.charAt(1) == 'X')) {
      return Integer.parseInt(name.substring(2), 16);
    }
    return name.startsWith("0")
        ? Integer.parseInt("0" + name.split("[89]", 2)[0], 8)
        : Integer.parseInt(name);
  }

  private static boolean names(GrubNode item, int index, String name) {
    return NUMBER.matcher(name).matches() ? number(name) == index : item.isNamed(name);
  }
}
