package kexec.api.machine;

import java.util.Optional;
import kexec.api.plan.LoadMethod;

/**
 * How a receiver loaded an image.
 *
 * @param method the method by which the image was loaded; if a plan allows several, the one that
 *     succeeded
 * @param commandLine the command line that was passed to the receiver, which differs from the
 *     plan's if the receiver adds a part of its own; that part is not included
 * @param identity a name that the receiver assigns to this image and never to another one, and that
 *     {@link MachineStatus#identity} returns as long as the image is loaded; empty if the receiver
 *     cannot tell its images apart
 */
public record LoadedImage(LoadMethod method, String commandLine, Optional<String> identity) {}
