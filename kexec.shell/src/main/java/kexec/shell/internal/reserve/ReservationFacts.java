package kexec.shell.internal.reserve;

import java.util.List;
import java.util.Optional;

/**
 * What of this system matters to the size of a reservation.
 *
 * @param architecture the label of the architecture, or Java's name of one that is not known
 * @param ramBytes the size of the RAM
 * @param exact whether that is all RAM; otherwise it is what Linux manages, which is a little less
 * @param processors the number of processors that are present; 0 if unknown
 * @param pageBytes the size of a page of the running kernel
 * @param reservedBytes the size of the crash region that is reserved now; 0 for none
 * @param release the running kernel's release; empty if unknown
 * @param initrd the initial RAM disk that a crash kernel would get, if one was found
 * @param lendable whether the running kernel can lend a reservation out ({@code ,cma}); empty if
 *     unknown
 * @param mellanox whether there is a network adapter of the driver mlx5_core, which needs much
 *     memory
 * @param smmu whether there is an ARM SMMU, whose queues need much memory with large pages
 * @param xen whether this is the first domain of a Xen hypervisor
 * @param distribution the distribution
 * @param places where this system's command line is configured; may be empty
 */
public record ReservationFacts(
    String architecture,
    long ramBytes,
    boolean exact,
    int processors,
    int pageBytes,
    long reservedBytes,
    String release,
    Optional<SizedFile> initrd,
    Optional<Boolean> lendable,
    boolean mellanox,
    boolean smmu,
    boolean xen,
    Distribution distribution,
    List<Place> places) {

  /** Makes the list unmodifiable. */
  public ReservationFacts {
    places = List.copyOf(places);
  }

  /**
   * A file.
   *
   * @param file its path in the system
   * @param bytes its size
   */
  public record SizedFile(String file, long bytes) {}

  /**
   * Where a line belongs.
   *
   * @param file the file, and the variable in it if it has variables
   * @param then the command that applies the change
   */
  public record Place(String file, String then) {}
}
