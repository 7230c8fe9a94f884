package kexec.shell.internal.result;

import java.util.Optional;
import kexec.api.plan.Slot;

/**
 * The result of an unload: the slot is empty.
 *
 * @param slot the slot
 * @param machine the machine, if one was named
 * @param held whether the slot had contained an image
 */
public record Unloaded(Slot slot, Optional<String> machine, boolean held) {}
