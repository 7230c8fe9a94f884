package kexec.xen.internal.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.hypercall.ForeignPages;
import kexec.xen.internal.hypercall.Hypervisor;
import kexec.xen.internal.hypercall.XenNumbers;

/**
 * Translates frames of dom0's kernel to machine frames.
 *
 * <p>Only the opposite direction has a table, in which each domain has its own numbers: a frame of
 * another domain may have the number that is searched for. The table therefore provides candidates,
 * and the result is the one that the hypervisor maps as this domain's own. Thread-safe.
 */
final class FrameTranslation {

  private final Hypervisor hypervisor;
  private final MachineToPhysical table;

  FrameTranslation(Hypervisor hypervisor) {
    this.hypervisor = hypervisor;
    this.table = new MachineToPhysical(hypervisor);
  }

  /** A machine frame whose owner has one of the requested numbers for it. */
  private record Candidate(int wanted, long machineFrame) {}

  /**
   * {@return the machine frame behind each of the kernel's page frames, in the same order}
   *
   * @param kernelFrames numbers of page frames
   * @throws KexecException if one has none, or several, or the hypervisor does not tell
   */
  long[] machineFrames(long[] kernelFrames) throws KexecException {
    long[] found = new long[kernelFrames.length];
    Arrays.fill(found, MachineToPhysical.NOBODYS);
    try {
      List<Candidate> own = own(candidates(kernelFrames));
      for (Candidate candidate : own) {
        if (found[candidate.wanted()] != MachineToPhysical.NOBODYS) {
          throw refusal(kernelFrames[candidate.wanted()], "several machine frames have its number");
        }
        found[candidate.wanted()] = candidate.machineFrame();
      }
    } catch (SystemCallException e) {
      throw new KexecException(
          fault(kernelFrames.length + " page frames", String.valueOf(e.getMessage())), e);
    }
    for (int i = 0; i < found.length; i++) {
      if (found[i] == MachineToPhysical.NOBODYS) {
        throw refusal(kernelFrames[i], "no machine frame of dom0 has its number");
      }
    }
    return found;
  }

  /** Finds all requested frames in one pass over the table. */
  private List<Candidate> candidates(long[] kernelFrames) throws SystemCallException {
    Integer[] order = new Integer[kernelFrames.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compare(kernelFrames[a], kernelFrames[b]));
    long[] sorted = new long[order.length];
    Arrays.setAll(sorted, i -> kernelFrames[order[i]]);
    List<Candidate> candidates = new ArrayList<>();
    if (sorted.length == 0) {
      return candidates;
    }
    long lowest = sorted[0];
    long highest = sorted[sorted.length - 1];
    table.visitAll(
        (first, entries, count) -> {
          for (int i = 0; i < count; i++) {
            // Most frames are out of range, which needs no search.
            if (entries[i] >= lowest && entries[i] <= highest) {
              int at = Arrays.binarySearch(sorted, entries[i]);
              if (at >= 0) {
                candidates.add(new Candidate(order[at], first + i));
              }
            }
          }
        });
    return candidates;
  }

  /** Selects those that the hypervisor maps as this domain's own. */
  private List<Candidate> own(List<Candidate> candidates) throws SystemCallException {
    if (candidates.isEmpty()) {
      return List.of();
    }
    long[] frames = candidates.stream().mapToLong(Candidate::machineFrame).toArray();
    List<Candidate> own = new ArrayList<>();
    try (ForeignPages pages = hypervisor.privcmd().show(XenNumbers.DOMID_SELF, frames)) {
      for (int i = 0; i < frames.length; i++) {
        if (pages.isShown(i)) {
          own.add(candidates.get(i));
        }
      }
    }
    return own;
  }

  private static KexecException refusal(long kernelFrame, String cause) {
    return new KexecException(fault("page frame 0x%x of dom0".formatted(kernelFrame), cause));
  }

  private static Fault fault(String what, String cause) {
    return new Fault(
        "frame-not-translated",
        "translating " + what + " to what the machine calls it",
        cause,
        "Try again, since dom0's memory may just have changed; or load segments, which needs no"
            + " translation.");
  }
}
