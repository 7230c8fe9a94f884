package kexec.shell.internal.result;

import java.util.Optional;
import kexec.api.plan.Slot;

/**
 * Says that a slot holds no image any more.
 *
 * @param slot the slot
 * @param machine the machine that was named, if one was
 * @param held whether it held one before
 */
public record Unloaded(Slot slot, Optional<String> machine, boolean held) {}
