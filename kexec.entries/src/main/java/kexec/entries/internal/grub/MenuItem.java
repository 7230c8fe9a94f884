package kexec.entries.internal.grub;

import java.util.List;
import kexec.entries.internal.entry.LoaderEntry;

/** An item of a menu. */
sealed interface MenuItem {

  /** {@return what the menu shows} */
  String title();

  /** {@return the name that it was given; empty for none} */
  String id();

  /** {@return whether the menu has it for certain} */
  boolean certain();

  /** {@return the same item, which the menu may not have} */
  MenuItem doubted();

  /**
   * A {@code menuentry} or {@code submenu}.
   *
   * @param title what the menu shows
   * @param id the name that it was given; empty for none
   * @param submenu whether it opens another menu
   * @param body what is done when it is chosen
   * @param arguments its own arguments, of which the first is the title
   * @param certain whether the menu has it for certain
   */
  record Scripted(
      String title,
      String id,
      boolean submenu,
      List<Statement> body,
      List<GrubText> arguments,
      boolean certain)
      implements MenuItem {

    @Override
    public MenuItem doubted() {
      return new Scripted(title, id, submenu, body, arguments, false);
    }
  }

  /**
   * An entry of the Boot Loader Specification.
   *
   * @param entry the entry
   * @param certain whether the menu has it for certain
   */
  record Specified(LoaderEntry entry, boolean certain) implements MenuItem {

    @Override
    public String title() {
      return entry.title();
    }

    @Override
    public String id() {
      return entry.id();
    }

    @Override
    public MenuItem doubted() {
      return new Specified(entry, false);
    }
  }
}
