package kexec.base.fdt;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;

/**
 * What the next kernel is told in {@code /chosen} (Devicetree Specification v0.4, section 3.6; the
 * properties {@code linux,…} and the seeds: dt-schema, schemas/chosen.yaml).
 *
 * @param architecture the kernel's; {@code linux,initrd-start} and {@code linux,initrd-end} have
 *     its size of an address
 * @param commandLine {@code bootargs}, see {@link kexec.api.text.ByteText}; without U+0000
 * @param initrd where the initial RAM disk will be, or empty if there is none
 * @param seeds random bytes, not used elsewhere: 8 for {@code kaslr-seed}, with which the kernel
 *     chooses its addresses, and the rest, at least one, for {@code rng-seed}, with which its
 *     generator starts; empty if it gets none
 * @param crash what a crash kernel is told in addition; empty for any other kernel
 */
public record ChosenEdit(
    Architecture architecture,
    String commandLine,
    Optional<Range<MachineAddress>> initrd,
    Optional<ByteBuffer> seeds,
    Optional<Crash> crash) {

  private static final String CHOSEN = "chosen";
  private static final String INITRD_START = "linux,initrd-start";
  private static final String INITRD_END = "linux,initrd-end";
  private static final String ELFCOREHDR = "linux,elfcorehdr";
  private static final String USABLE = "linux,usable-memory-range";

  /**
   * What is not handed on: it describes the running kernel's start, is random and used up, or is an
   * address of memory that the running kernel has put to another use since.
   */
  private static final Set<String> STALE =
      Set.of(
          "bootargs",
          INITRD_START,
          INITRD_END,
          ELFCOREHDR,
          USABLE,
          "kaslr-seed",
          "linux,kaslr-seed",
          "rng-seed",
          "linux,ima-kexec-buffer",
          "linux,kho-fdt",
          "linux,kho-scratch");

  /**
   * The memory of a crash kernel.
   *
   * @param coreHeader where the ELF core header is
   * @param usable what the crash kernel may use: the crash region first, then the low crash memory
   *     if there is some; not empty
   */
  public record Crash(Range<MachineAddress> coreHeader, List<Range<MachineAddress>> usable) {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if nothing is usable
     */
    public Crash {
      usable = List.copyOf(usable);
      if (usable.isEmpty()) {
        throw new IllegalArgumentException("a crash kernel without usable memory");
      }
    }
  }

  /**
   * {@return a tree with this in its {@code /chosen}, which is made if it is missing, and without
   * the reservations of the old initial RAM disk and of the old tree itself. Nothing else differs}
   *
   * @param source where the tree was read from, for the texts of faults
   * @param tree the tree of the running kernel, or another one
   * @param place where the running kernel got the tree, with its {@code totalsize}, or empty if
   *     that is unknown; a reservation of exactly this range is removed
   * @throws KexecException if an address has more bits than there are in the tree, or the tree does
   *     not say how many these are; without a crash kernel only for an initial RAM disk above 4 GiB
   *     of a 32-bit kernel
   * @throws IllegalArgumentException if the command line contains U+0000 or does not represent
   *     bytes
   */
  public DeviceTree apply(String source, DeviceTree tree, Optional<Range<MachineAddress>> place)
      throws KexecException {
    TreeNode old =
        tree.root().child(CHOSEN).orElseGet(() -> new TreeNode(CHOSEN, List.of(), List.of()));
    List<TreeProperty> properties = new ArrayList<>(old.properties());
    properties.removeIf(property -> STALE.contains(property.name()));
    properties.add(TreeProperty.ofText("bootargs", commandLine));
    if (initrd.isPresent()) {
      properties.add(address(INITRD_START, initrd.get().start()));
      properties.add(address(INITRD_END, initrd.get().end()));
    }
    if (crash.isPresent()) {
      Cells cells = Cells.of(source, tree.root());
      properties.add(cells.property(ELFCOREHDR, List.of(crash.get().coreHeader())));
      properties.add(cells.property(USABLE, crash.get().usable()));
    }
    seeds.ifPresent(
        bytes -> {
          properties.add(new TreeProperty("kaslr-seed", bytes.slice(0, Long.BYTES)));
          properties.add(
              new TreeProperty(
                  "rng-seed", bytes.slice(Long.BYTES, bytes.remaining() - Long.BYTES)));
        });
    List<TreeNode> children = new ArrayList<>(tree.root().children());
    TreeNode changed = new TreeNode(old.name(), properties, old.children());
    int at = children.indexOf(old);
    if (at < 0) {
      children.add(changed);
    } else {
      children.set(at, changed);
    }
    TreeNode root = new TreeNode(tree.root().name(), tree.root().properties(), children);
    return new DeviceTree(root, kept(tree, old, place), tree.bootCpu());
  }

  private TreeProperty address(String name, MachineAddress address) throws KexecException {
    int cells = architecture.is64Bit() ? 2 : 1;
    ByteBuffer value = ByteBuffer.allocate(cells * Integer.BYTES);
    Cells.put(value, name, address.value(), cells);
    return new TreeProperty(name, value.flip());
  }

  private static List<DeviceTree.Reservation> kept(
      DeviceTree tree, TreeNode chosen, Optional<Range<MachineAddress>> place) {
    Set<DeviceTree.Reservation> stale = new HashSet<>();
    place
        .filter(range -> !range.isEmpty())
        .ifPresent(
            range -> stale.add(new DeviceTree.Reservation(range.start().value(), range.size())));
    Optional<Long> start = number(chosen, INITRD_START);
    Optional<Long> end = number(chosen, INITRD_END);
    if (start.isPresent() && end.isPresent() && !start.equals(end)) {
      // A size that is negative or absurd matches no reservation, or one that is as absurd.
      stale.add(new DeviceTree.Reservation(start.get(), end.get() - start.get()));
    }
    List<DeviceTree.Reservation> kept = new ArrayList<>(tree.reservations());
    kept.removeIf(stale::contains);
    return kept;
  }

  /** Boot loaders write 32 or 64 bits, on either architecture. */
  private static Optional<Long> number(TreeNode node, String name) {
    return node.property(name)
        .map(TreeProperty::value)
        .flatMap(
            value ->
                switch (value.limit()) {
                  case Integer.BYTES -> Optional.of(Integer.toUnsignedLong(value.getInt()));
                  case Long.BYTES -> Optional.of(value.getLong());
                  default -> Optional.empty();
                });
  }
}
