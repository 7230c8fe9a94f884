package kexec.entries.internal.grub;

import java.util.List;
import java.util.Optional;
import kexec.entries.internal.entry.LoaderEntry;

/**
 * An item of a menu, carried out.
 *
 * @param title what the menu shows
 * @param id the name that it was given; empty for none
 * @param certain whether the menu has it for certain
 * @param entry what it starts; empty for a submenu, and for what starts no kernel
 * @param submenu whether it opens another menu
 * @param children the items of its submenu
 */
record GrubNode(
    String title,
    String id,
    boolean certain,
    Optional<LoaderEntry> entry,
    boolean submenu,
    List<GrubNode> children) {

  GrubNode {
    children = List.copyOf(children);
  }

  /** {@return whether a setting names it, by its title or its own name} */
  boolean isNamed(String name) {
    return title.equals(name) || (!id.isEmpty() && id.equals(name));
  }
}
