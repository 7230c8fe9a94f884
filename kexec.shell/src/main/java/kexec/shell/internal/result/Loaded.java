package kexec.shell.internal.result;

import kexec.api.plan.Plan;

/**
 * Says that a receiver took an image.
 *
 * @param plan the plan that was loaded
 */
public record Loaded(Plan plan) {}
