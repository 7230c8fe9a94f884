/**
 * What would keep Linux from loading an image now, or an image from being reached or from working
 * after the jump: each check reads the running system and decides; nothing is loaded.
 */
@NullMarked
package kexec.receiver.obstacles;

import org.jspecify.annotations.NullMarked;
