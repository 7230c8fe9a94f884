package kexec.shell.internal.result;

import kexec.api.plan.Plan;

/**
 * The result of a successful load.
 *
 * @param plan the plan that was loaded
 */
public record Loaded(Plan plan) {}
