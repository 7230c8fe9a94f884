package kexec.webconsole.internal.page;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.Backend;
import kexec.api.KexecEvent;
import kexec.api.SlotStatus;
import kexec.api.entry.BootEntries;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.image.ConfiguredImage;
import kexec.api.plan.Slot;

/**
 * What the first page shows.
 *
 * @param slots the slots
 * @param backends the backends
 * @param explained for each slot what would make a load fail on this host now; no entry for one
 *     that cannot be explained
 * @param unexplained why it cannot be explained
 * @param configured the configured images; empty without the service that keeps them
 * @param entries the boot entries; empty without the service that reads them, or if it cannot
 * @param faults what else could not be found out
 * @param events the latest events, the newest first
 * @param fields what the form contains
 * @param ticket the form's ticket
 */
public record Overview(
    List<SlotStatus> slots,
    List<Backend> backends,
    Map<Slot, List<Finding>> explained,
    List<Fault> unexplained,
    Optional<List<ConfiguredImage>> configured,
    Optional<BootEntries.Listing> entries,
    List<Fault> faults,
    List<Seen> events,
    LoadFields fields,
    String ticket) {

  /** Makes the lists unmodifiable. */
  public Overview {
    slots = List.copyOf(slots);
    backends = List.copyOf(backends);
    unexplained = List.copyOf(unexplained);
    faults = List.copyOf(faults);
    events = List.copyOf(events);
  }

  /**
   * An event.
   *
   * @param at when it was seen
   * @param event the event
   */
  public record Seen(Instant at, KexecEvent event) {}
}
