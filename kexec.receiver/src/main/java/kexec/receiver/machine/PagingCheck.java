package kexec.receiver.machine;

import java.util.List;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.linux.host.HostReader;

/**
 * Whether a bzImage can be entered with the running kernel's page tables: kexec leaves five levels
 * enabled, and a kernel that supports only four fails then. {@code kexec_file_load} rejects it
 * silently, {@code kexec_load} accepts it.
 */
final class PagingCheck {

  private final HostReader host;

  PagingCheck(HostReader host) {
    this.host = host;
  }

  List<Finding> of(Plan plan) throws KexecException {
    return plan.kernel().pagingLevels().orElse(5) < 5 && host.hasFiveLevelPaging()
        ? List.of(finding())
        : List.of();
  }

  private static Finding finding() {
    return Finding.error(
        "kernel-four-level-paging",
        "the running kernel uses page tables of five levels, and the new one knows only four",
        "Start the running kernel with no5lvl on its command line, or take a newer kernel.");
  }
}
