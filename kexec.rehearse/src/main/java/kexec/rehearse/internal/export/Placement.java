package kexec.rehearse.internal.export;

import java.util.Optional;
import kexec.api.memory.MachineAddress;

/**
 * Where a loader places a piece of a segment.
 *
 * @param piece the piece
 * @param source where its content is loaded: its planned place, or where it is staged
 */
record Placement(Piece piece, MachineAddress source) {

  /** {@return the placement of a piece at its planned place} */
  static Placement direct(Piece piece) {
    return new Placement(piece, piece.memory().start());
  }

  /** {@return what the loader places; empty for zeros where firmware overwrites them} */
  Optional<ElfLoad> load() {
    if (!piece.overwritten()) {
      return Optional.of(new ElfLoad(source, piece.content(), piece.memory().size()));
    }
    return piece.isStaged()
        ? Optional.of(new ElfLoad(source, piece.content(), piece.content().size()))
        : Optional.empty();
  }

  /** {@return what the shim has to do for it: some loaders do not fill memory with zeros} */
  Optional<Move> move() {
    return piece.isMoved()
        ? Optional.of(
            new Move(source, piece.memory().start(), piece.content().size(), piece.memory().size()))
        : Optional.empty();
  }
}
