package kexec.api.boot;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where everything was placed.
 *
 * @param places by the names of the requests
 * @param coreHeader where the ELF core header lies; null for a default image
 */
public record Placement(
    Map<String, Range<MachineAddress>> places, @Nullable Range<MachineAddress> coreHeader) {

  /** Makes the map unmodifiable. */
  public Placement {
    places = Map.copyOf(places);
  }

  /**
   * Returns the place of a segment that is there for certain.
   *
   * @param name the request's name
   * @return the place
   * @throws NullPointerException if nothing of that name was placed
   */
  public Range<MachineAddress> of(String name) {
    return Objects.requireNonNull(places.get(name), name);
  }

  /**
   * Returns the place of a segment that may be absent.
   *
   * @param name the request's name
   * @return the place, or nothing
   */
  public Optional<Range<MachineAddress>> find(String name) {
    return Optional.ofNullable(places.get(name));
  }

  /**
   * Returns all memory that was given out.
   *
   * @return the addresses
   */
  public RangeSet<MachineAddress> footprint() {
    RangeSet<MachineAddress> all = RangeSet.of(List.copyOf(places.values()));
    return coreHeader == null ? all : all.union(RangeSet.of(coreHeader));
  }
}
