package kexec.rehearse.internal.export;

import java.nio.file.Path;
import java.util.List;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.Admission;
import kexec.api.plan.Plan;
import kexec.api.rehearse.ExportReport;
import kexec.api.rehearse.PlanExport;
import kexec.api.text.FileName;
import kexec.api.text.Size;
import org.osgi.service.component.annotations.Component;

/** Writes plans as ELF files. */
@Component
public final class PlanExporter implements PlanExport {

  private static final long ELF32_LIMIT = 0xffffffffL;

  /** Creates the service, which has no state. */
  public PlanExporter() {}

  @Override
  public ExportReport export(Plan plan, Path output) throws KexecException {
    String attempted = "exporting the plan to " + FileName.of(output);
    plan.requireLoadable(attempted);
    ElfFormat format =
        ElfFormat.of(plan.kernel().architecture()).orElseThrow(() -> noFormat(plan, attempted));
    Admission.require(plan, format.rules(), plan.memory(), List.of(), attempted);
    Layout layout = layout(format, plan, attempted);
    ElfImage image = ElfImage.of(format, layout.entry(), layout.loads());
    if (!format.isWide() && image.size() > ELF32_LIMIT) {
      throw tooLarge(image, attempted);
    }
    new ImageFile(image, layout, output, attempted).write();
    return new ExportReport(
        output,
        image.size(),
        format.text(),
        image.entry(),
        image.loads().stream().map(ElfLoad::range).toList(),
        layout.staged(),
        LoaderLimits.of(image, plan.footprint()));
  }

  private static Layout layout(ElfFormat format, Plan plan, String attempted)
      throws KexecException {
    return switch (format) {
      case X86_64 -> Staging.of(plan, attempted);
      case ARM64 -> Layout.direct(plan);
      case ARM -> ArmEntry.layout(plan, attempted);
    };
  }

  private static KexecException noFormat(Plan plan, String attempted) {
    return new KexecException(
        new Fault(
            "export-no-format",
            attempted,
            "no loader is known for the architecture " + plan.kernel().architecture().label(),
            "Load the plan, or rehearse it on its own machine."));
  }

  private static KexecException tooLarge(ElfImage image, String attempted) {
    return new KexecException(
        new Fault(
            "export-too-large",
            attempted,
            "an ELF file of a 32-bit architecture cannot have " + Size.both(image.size()),
            "Use a smaller initrd."));
  }
}
