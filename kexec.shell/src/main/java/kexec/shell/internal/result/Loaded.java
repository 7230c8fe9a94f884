package kexec.shell.internal.result;

import java.util.Optional;
import kexec.api.plan.Plan;
import kexec.api.rehearse.RehearsalReport;

/**
 * The result of a successful load.
 *
 * @param plan the plan that was loaded
 * @param rehearsal its rehearsal; empty if it was not rehearsed
 */
public record Loaded(Plan plan, Optional<RehearsalReport> rehearsal) {}
