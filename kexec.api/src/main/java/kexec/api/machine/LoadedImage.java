package kexec.api.machine;

import java.util.Optional;
import kexec.api.plan.LoadMethod;

/**
 * What a receiver took, as it took it.
 *
 * @param method the way by which the receiver took the image; of several that a plan allows, the
 *     one that succeeded
 * @param commandLine the command line that the receiver was handed, which is not the plan's where
 *     the receiver adds a part of its own; what it adds is not in it
 * @param identity a name that the receiver gives to this image and never to another one, and that
 *     {@link MachineStatus#identity} tells for as long as the image is loaded; nothing where the
 *     receiver cannot tell its images apart
 */
public record LoadedImage(LoadMethod method, String commandLine, Optional<String> identity) {}
