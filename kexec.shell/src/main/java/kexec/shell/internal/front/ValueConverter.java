package kexec.shell.internal.front;

import java.util.List;
import kexec.api.Backend;
import kexec.api.Inspection;
import kexec.api.entry.BootEntries;
import kexec.api.plan.Plan;
import kexec.api.rehearse.ExportReport;
import kexec.api.rehearse.RehearsalReport;
import kexec.shell.internal.reserve.CrashReservation;
import kexec.shell.internal.result.CrashSize;
import kexec.shell.internal.result.Execution;
import kexec.shell.internal.result.Explanation;
import kexec.shell.internal.result.Loaded;
import kexec.shell.internal.result.PlanComparison;
import kexec.shell.internal.result.SimulationResult;
import kexec.shell.internal.result.Slots;
import kexec.shell.internal.result.Unloaded;
import kexec.shell.internal.text.EntriesText;
import kexec.shell.internal.text.ExplanationText;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.PlanText;
import kexec.shell.internal.text.RehearsalText;
import kexec.shell.internal.text.ReservationText;
import kexec.shell.internal.text.StatusText;
import kexec.shell.internal.text.Texts;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Formats command results in Gogo as the command line does. */
@Component(service = Converter.class)
public final class ValueConverter implements Converter {

  /**
   * Creates the converter.
   *
   * @param gogo awaited, because Gogo is optional
   */
  @Activate
  public ValueConverter(@Reference CommandProcessor gogo) {}

  ValueConverter() {}

  @Override
  public @Nullable Object convert(Class<?> type, Object value) {
    return null;
  }

  @Override
  public @Nullable CharSequence format(Object value, int level, Converter other) {
    Page page = new Page(false);
    return write(value, page) ? page.toString().stripTrailing() : null;
  }

  private static boolean write(Object value, Page page) {
    if (value instanceof Plan plan) {
      PlanText.write(plan, page);
    } else if (value instanceof Loaded loaded) {
      Texts.loaded(loaded, page);
    } else if (value instanceof CrashSize size) {
      Texts.crashSize(size, page);
    } else if (value instanceof CrashReservation reservation) {
      ReservationText.write(reservation, page);
    } else if (value instanceof Inspection inspection) {
      Texts.inspection(inspection, page);
    } else if (value instanceof SimulationResult result) {
      Texts.simulation(result, page);
    } else if (value instanceof Execution execution) {
      Texts.execution(execution, page);
    } else if (value instanceof PlanComparison comparison) {
      Texts.comparison(comparison, page);
    } else if (value instanceof Unloaded unloaded) {
      Texts.unloaded(unloaded, page);
    } else if (value instanceof RehearsalReport report) {
      RehearsalText.write(report, page);
    } else if (value instanceof ExportReport report) {
      RehearsalText.write(report, page);
    } else if (value instanceof BootEntries.Listing listing) {
      EntriesText.write(listing, page);
    } else if (value instanceof Explanation explanation) {
      ExplanationText.write(explanation, page);
    } else if (value instanceof Slots slots) {
      StatusText.write(slots, page);
    } else if (value instanceof List<?> list
        && !list.isEmpty()
        && list.stream().allMatch(Backend.class::isInstance)) {
      Texts.backends(list.stream().map(Backend.class::cast).toList(), page);
    } else {
      return false;
    }
    return true;
  }
}
