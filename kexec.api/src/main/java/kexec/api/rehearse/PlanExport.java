package kexec.api.rehearse;

import java.nio.file.Path;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import org.osgi.annotation.versioning.ProviderType;

/** Writes plans as bootable files. Thread-safe. */
@ProviderType
public interface PlanExport {

  /**
   * Writes a plan as one ELF file that boot loaders and virtual machine monitors can boot. The same
   * plan gives the same bytes.
   *
   * @param plan a loadable plan
   * @param output the file, which must not exist
   * @return what was written
   * @throws KexecException if the plan is not loadable or has no format for its architecture, if
   *     the file exists or cannot be written, or if a segment's content has changed. An incomplete
   *     file is removed
   */
  ExportReport export(Plan plan, Path output) throws KexecException;
}
