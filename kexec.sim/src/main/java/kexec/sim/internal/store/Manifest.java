package kexec.sim.internal.store;

import kexec.sim.internal.image.Image;

/**
 * What the file says by which an image is in its slot.
 *
 * @param id the image's name, which is in the name of its pages file
 * @param image the image
 * @param frames how many frames the pages file has
 * @param contentFrames how many of them are not zero, and therefore in the file
 * @param indexCrc the CRC-32 of the file's index
 */
record Manifest(String id, Image image, int frames, int contentFrames, long indexCrc) {}
