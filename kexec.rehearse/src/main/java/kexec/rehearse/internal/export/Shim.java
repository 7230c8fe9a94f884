package kexec.rehearse.internal.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.base.kernel.Align;

/**
 * The code between a boot loader and an x86_64 plan: {@code src/main/shim/shim.S}, whose binary is
 * a resource beside this class, with its table of moves and its page tables, for one address.
 *
 * <p>A loader enters it in 32-bit protected mode without paging. It does the moves in order, and
 * jumps in the state in which Linux jumps to a kexec image.
 */
public final class Shim {

  /** The resource's name. */
  static final String RESOURCE = "shim.bin";

  /** Offset of the symbol {@code after_base}, before which the shim's own address stands. */
  static final int AFTER_BASE = 0x7;

  /** Offset of the symbol {@code long_mode}. */
  static final int LONG_MODE = 0x53;

  /** Offset of the symbol {@code leave}. */
  static final int LEAVE = 0xf3;

  /** Offset of the symbol {@code values}. */
  static final int VALUES = 0x1c0;

  /** Offset of the symbol {@code moves}: the size of the binary. */
  static final int MOVES = 0x1e0;

  private static final int MOVE = 32;
  private static final int PAGE = 4096;
  private static final long LIMIT = 1L << 32;

  private final Range<MachineAddress> memory;
  private final List<Move> moves;
  private final MachineAddress jump;
  private final IdentityMap map;

  private Shim(
      Range<MachineAddress> memory, List<Move> moves, MachineAddress jump, IdentityMap map) {
    this.memory = memory;
    this.moves = moves;
    this.jump = jump;
    this.map = map;
  }

  /**
   * {@return a shim at an address}
   *
   * @param address a multiple of 4 KiB; the whole shim must lie below 4 GiB
   * @param moves what is done, in order; may be empty
   * @param jump where it goes in the end
   * @param mapped the memory that is mapped to itself, besides the first 4 GiB; must include the
   *     jump and the moves
   * @throws IllegalArgumentException if the address is not as above, if a move or the jump is not
   *     mapped, if a move overwrites the shim or what another move reads or writes, or if the
   *     memory cannot be mapped, as {@link #size} says
   */
  public static Shim of(
      MachineAddress address,
      List<Move> moves,
      MachineAddress jump,
      RangeSet<MachineAddress> mapped) {
    Range<MachineAddress> memory = Range.ofSize(address, size(moves.size(), mapped));
    if (address.value() % PAGE != 0 || Long.compareUnsigned(memory.end().value(), LIMIT) > 0) {
      throw new IllegalArgumentException("a shim at " + memory);
    }
    IdentityMap map = IdentityMap.of(mapped);
    requireMapped(map, Range.ofSize(jump, 1));
    moves.forEach(move -> requireMapped(map, move.from()));
    moves.forEach(move -> requireMapped(map, move.to()));
    requireApart(memory, moves);
    return new Shim(memory, List.copyOf(moves), jump, map);
  }

  /**
   * {@return the size of a shim in bytes: a multiple of 4 KiB, below 128 MiB}
   *
   * @param moves the number of its moves
   * @param mapped the memory that is mapped to itself
   * @throws IllegalArgumentException if some of it is at or above 2 to the 47th, or if it is spread
   *     over more than 16384 GiB
   */
  public static int size(int moves, RangeSet<MachineAddress> mapped) {
    return tables(moves) + IdentityMap.of(mapped).size();
  }

  private static int tables(int moves) {
    return (int) Align.up(MOVES + (long) moves * MOVE, PAGE);
  }

  private static void requireMapped(IdentityMap map, Range<MachineAddress> range) {
    if (!map.covers(range)) {
      throw new IllegalArgumentException("the shim uses " + range + ", which is not mapped");
    }
  }

  /** Nothing is written that is needed later, so that the order of the moves does not matter. */
  private static void requireApart(Range<MachineAddress> shim, List<Move> moves) {
    List<Range<MachineAddress>> all = new ArrayList<>(moves.stream().map(Move::to).toList());
    all.add(shim);
    moves.stream().filter(Move::isCopy).map(Move::from).forEach(all::add);
    long sum = all.stream().mapToLong(Range::size).sum();
    if (RangeSet.of(all).size() != sum) {
      throw new IllegalArgumentException("moves overlap each other or the shim: " + moves);
    }
  }

  /** {@return the shim's own memory} */
  public Range<MachineAddress> memory() {
    return memory;
  }

  /** {@return the first instruction, which a loader enters in 32-bit protected mode} */
  public MachineAddress entry() {
    return memory.start();
  }

  /** {@return the first instruction in long mode, before the moves} */
  public MachineAddress longMode() {
    return memory.start().plus(LONG_MODE);
  }

  /** {@return the last instruction: the jump, before which everything is as it will be after it} */
  public MachineAddress lastJump() {
    return memory.start().plus(LEAVE);
  }

  /** {@return the content of the shim's memory; a new array that the caller owns} */
  public byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate((int) memory.size()).order(ByteOrder.LITTLE_ENDIAN).put(code());
    int tables = tables(moves.size());
    long start = memory.start().value();
    bytes.putInt(AFTER_BASE - Integer.BYTES, (int) start);
    bytes.position(VALUES).putLong(start + tables).putLong(jump.value()).putLong(moves.size());
    bytes.position(MOVES);
    for (Move move : moves) {
      bytes.putLong(move.source().value()).putLong(move.destination().value());
      bytes.putLong(move.content()).putLong(move.memory());
    }
    map.write(bytes.position(tables), start + tables);
    return bytes.array();
  }

  /** Reads the binary from this bundle. */
  static byte[] code() {
    try (InputStream in = Shim.class.getResourceAsStream(RESOURCE)) {
      return Objects.requireNonNull(in, RESOURCE).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
