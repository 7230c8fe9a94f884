package kexec.xen.internal.pages;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import kexec.api.fault.KexecException;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.VirtualAddress;

/**
 * Pages of this process by their machine frames. Memory is allocated and released in pieces of 4
 * MiB. Frames are read when a piece is allocated: the supply is responsible for keeping them.
 * Thread-safe.
 */
public final class LockedPages implements PagePool, AutoCloseable {

  private static final PageSize PAGE = PageSize.KIB_4;
  private static final int PIECE_PAGES = 1024;
  private static final long PIECE_BYTES = PIECE_PAGES * PAGE.bytes();

  private final PageSupply supply;

  /** By machine frame; frame numbers are far below 2^63. */
  private final NavigableMap<Long, Page> free = new TreeMap<>();

  private final Map<Long, Page> allocated = new HashMap<>();
  private final Set<Piece> pieces = new HashSet<>();
  private int unusedPieces;
  private boolean closed;

  /** A piece of memory, allocated at once. */
  private static final class Piece {

    private final VirtualAddress start;
    private final long[] frames;
    private int allocated;

    Piece(VirtualAddress start, long[] frames) {
      this.start = start;
      this.frames = frames;
    }
  }

  private record Page(Piece piece, int index) {

    VirtualAddress address() {
      return piece.start.plus(index * PAGE.bytes());
    }
  }

  /**
   * Creates a pool without any page.
   *
   * @param supply the source of the memory
   */
  public LockedPages(PageSupply supply) {
    this.supply = supply;
  }

  @Override
  public PageSize pageSize() {
    return PAGE;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Returns the free page with the lowest frame, even if it lies above the limit; allocates more
   * memory only if no page is free.
   *
   * @throws IllegalStateException after {@link #close}
   * @throws KexecException as the supply throws it
   */
  @Override
  public synchronized Frame allocate(MachineAddress limit) throws KexecException {
    if (closed) {
      throw new IllegalStateException("the pages were given back for good");
    }
    if (free.isEmpty()) {
      take();
    }
    Map.Entry<Long, Page> lowest = free.pollFirstEntry();
    Piece piece = lowest.getValue().piece();
    if (piece.allocated++ == 0) {
      unusedPieces--;
    }
    allocated.put(lowest.getKey(), lowest.getValue());
    return new Frame(lowest.getKey());
  }

  private void take() throws KexecException {
    VirtualAddress start = supply.take(PIECE_BYTES);
    boolean complete = false;
    try {
      Piece piece = new Piece(start, supply.machineFrames(start, PIECE_PAGES));
      for (int i = 0; i < PIECE_PAGES; i++) {
        free.put(piece.frames[i], new Page(piece, i));
      }
      pieces.add(piece);
      unusedPieces++;
      complete = true;
    } finally {
      if (!complete) {
        supply.giveBack(start, PIECE_BYTES);
      }
    }
  }

  @Override
  public synchronized void free(Frame frame) {
    Page page = page(frame);
    allocated.remove(frame.number());
    // So that it is zero when it is allocated again.
    zero(supply.view(page.address(), (int) PAGE.bytes()));
    free.put(frame.number(), page);
    Piece piece = page.piece();
    if (--piece.allocated == 0 && ++unusedPieces > 1) {
      // One is kept, so that a page that is repeatedly allocated and freed does not cycle memory.
      giveBack(piece);
    }
  }

  private void giveBack(Piece piece) {
    for (long frame : piece.frames) {
      free.computeIfPresent(frame, (same, page) -> page.piece() == piece ? null : page);
    }
    pieces.remove(piece);
    unusedPieces--;
    supply.giveBack(piece.start, PIECE_BYTES);
  }

  /** {@inheritDoc} The content is copied; its position and limit do not change. */
  @Override
  public synchronized void write(Frame frame, ByteBuffer content) {
    if (content.remaining() > PAGE.bytes()) {
      throw new IllegalArgumentException(content.remaining() + " bytes for one page");
    }
    ByteBuffer memory = supply.view(page(frame).address(), (int) PAGE.bytes());
    memory.put(content.duplicate());
    zero(memory);
  }

  private Page page(Frame frame) {
    Page page = allocated.get(frame.number());
    if (page == null) {
      throw new IllegalArgumentException(frame + " is not allocated");
    }
    return page;
  }

  private static void zero(ByteBuffer memory) {
    while (memory.remaining() >= Long.BYTES) {
      memory.putLong(0);
    }
    while (memory.hasRemaining()) {
      memory.put((byte) 0);
    }
  }

  /** Releases all memory permanently, allocated or not: nothing can be allocated afterwards. */
  @Override
  public synchronized void close() {
    closed = true;
    pieces.forEach(piece -> supply.giveBack(piece.start, PIECE_BYTES));
    pieces.clear();
    free.clear();
    allocated.clear();
  }
}
