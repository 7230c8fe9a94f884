package kexec.shell.internal.command;

import kexec.api.Kexec;
import kexec.api.simulate.Simulator;
import kexec.linux.LinuxTexts;
import kexec.shell.internal.terminal.Progress;

/**
 * What a command works with.
 *
 * @param kexec plans, loads and starts
 * @param simulator makes machines to try plans on
 * @param linux reads the running system
 * @param progress tells what is being done
 */
public record Workbench(Kexec kexec, Simulator simulator, LinuxTexts linux, Progress progress) {}
