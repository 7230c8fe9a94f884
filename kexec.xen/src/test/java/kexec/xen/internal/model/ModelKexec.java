package kexec.xen.internal.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.Errno;
import kexec.xen.internal.hypercall.XenNumbers;
import kexec.xen.internal.hypercall.XenSegment;
import org.jspecify.annotations.Nullable;

/**
 * The kexec hypercall of a model hypervisor (Xen 4.17, xen/common/kexec.c and kimage.c): the order
 * of its checks, and its bugs.
 */
final class ModelKexec {

  private static final int PAGE = 4096;
  private static final int DEFAULT = 0;
  private static final int CRASH = 1;
  private static final int RANGE_BYTES = 24;
  private static final int LOAD_BYTES = 24;
  private static final int LOAD_V1_BYTES = 160;
  private static final long NOTES_BYTES = 0x2e0;
  private static final long INDIRECTION = 2;
  private static final long DESTINATION = 1;
  private static final long DONE = 4;
  private static final long SOURCE = 8;

  private final ModelMachine machine;
  private final ModelTable table;
  private final ModelDom0 dom0;
  private final ModelFrames frames;
  private final ModelImage[] images = new ModelImage[2];
  private final boolean[] parity = new boolean[2];
  private final Map<Long, byte[]> crashMemory = new HashMap<>();
  private @Nullable Errno lateRefusal;

  ModelKexec(ModelMachine machine, ModelTable table, ModelDom0 dom0) {
    this.machine = machine;
    this.table = table;
    this.dom0 = dom0;
    this.frames = new ModelFrames(machine.free());
  }

  int freeFrames() {
    return frames.count();
  }

  ModelImage image(int type) {
    return images[type];
  }

  /** Returns the content of an image's destinations once it is entered. */
  Map<Long, byte[]> memoryAfterJump(int type) {
    Map<Long, byte[]> memory = new HashMap<>();
    if (type == CRASH) {
      memory.putAll(crashMemory);
    }
    images[type].move(memory);
    return memory;
  }

  long getRange(long argument) throws ModelFault {
    ByteBuffer fields = structure(argument, RANGE_BYTES);
    long start = 0;
    long size = 0;
    switch (fields.getInt(0)) {
      case XenNumbers.RANGE_CRASH -> {
        start = machine.crashRegion().map(range -> range.start().value()).orElse(0L);
        size = machine.crashRegion().map(Range::size).orElse(0L);
      }
      case XenNumbers.RANGE_XEN -> {
        start = machine.xen().start().value();
        size = machine.xen().size();
      }
      case XenNumbers.RANGE_CPU -> {
        int cpu = fields.getInt(4);
        if (cpu < 0 || cpu >= machine.cpus()) {
          throw new ModelFault(Errno.ERANGE);
        }
        if (machine.crashRegion().isEmpty()) {
          throw new ModelFault(Errno.EINVAL);
        }
        start = machine.xen().start().value() + 0x100000 + cpu * 0x1000L;
        size = NOTES_BYTES;
      }
      case XenNumbers.RANGE_VMCOREINFO -> {
        start = machine.xen().start().value() + 0x200000;
        size = 0x400;
      }
      default -> throw new ModelFault(Errno.EINVAL);
    }
    fields.putLong(8, size).putLong(16, start);
    return 0;
  }

  long status(long argument) throws ModelFault {
    return parity[type(structure(argument, 1).get(0) & 0xff)] ? 1 : 0;
  }

  long unload(long argument) throws ModelFault {
    swap(type(structure(argument, 1).get(0) & 0xff), null);
    return 0;
  }

  long start(long argument) throws ModelFault {
    int type = type(structure(argument, Integer.BYTES).getInt(0));
    if (images[type] == null) {
      throw new ModelFault(Errno.ENOENT);
    }
    throw new ModelJump(type);
  }

  private static int type(int type) throws ModelFault {
    if (type != DEFAULT && type != CRASH) {
      throw new ModelFault(Errno.EINVAL);
    }
    return type;
  }

  /**
   * Models a bug: the lists of two crash images are in the same page, so the new image's pages are
   * freed with the old one.
   */
  private void swap(int type, @Nullable ModelImage next) {
    if (images[type] != null) {
      ModelImage walked = type == CRASH && next != null ? next : images[type];
      walked.free();
    }
    images[type] = next;
    parity[type] = !parity[type];
  }

  /** Fails the next load once a part of the image is where it belongs. */
  void failNextLoadLate(@Nullable Errno errno) {
    lateRefusal = errno;
  }

  private void failLate() throws ModelFault {
    Errno errno = lateRefusal;
    lateRefusal = null;
    if (errno != null) {
      throw new ModelFault(errno);
    }
  }

  /** {@return whether the answer about a slot is wrong, because of what another program did} */
  boolean isToldWrong(int type) {
    return parity[type] != (images[type] != null);
  }

  long load(long argument) throws ModelFault {
    ByteBuffer fields = structure(argument, LOAD_BYTES);
    int count = fields.getInt(4);
    if (Integer.compareUnsigned(count, XenNumbers.KEXEC_SEGMENT_MAX) >= 0) {
      throw new ModelFault(Errno.EINVAL);
    }
    List<XenSegment> segments = segments(fields.getLong(8), count);
    int type = type(fields.get(0) & 0xff);
    int arch = fields.getShort(2) & 0xffff;
    ModelImage image = allocate(type, arch, fields.getLong(16), segments);
    boolean complete = false;
    try {
      for (XenSegment segment : segments) {
        fill(type, image, segment);
        failLate();
      }
      requireKnown(arch);
      complete = true;
    } finally {
      if (!complete) {
        image.free();
      }
    }
    swap(type, image);
    return 0;
  }

  private List<XenSegment> segments(long address, int count) throws ModelFault {
    List<XenSegment> segments = new ArrayList<>();
    if (count == 0) {
      return segments;
    }
    ByteBuffer rows = structure(address, count * XenSegment.BYTES);
    for (int i = 0; i < count; i++) {
      segments.add(
          new XenSegment(
              new VirtualAddress(rows.getLong()),
              rows.getLong(),
              new MachineAddress(rows.getLong()),
              rows.getLong()));
    }
    return segments;
  }

  private ModelImage allocate(int type, int arch, long entry, List<XenSegment> segments)
      throws ModelFault {
    if (type == CRASH) {
      requireInRegion(entry, segments);
    }
    for (XenSegment segment : segments) {
      if (segment.destMaddr().value() % PAGE != 0 || end(segment) % PAGE != 0) {
        throw new ModelFault(Errno.EADDRNOTAVAIL);
      }
    }
    for (int i = 0; i < segments.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (end(segments.get(i)) > segments.get(j).destMaddr().value()
            && segments.get(i).destMaddr().value() < end(segments.get(j))) {
          throw new ModelFault(Errno.EINVAL);
        }
      }
    }
    for (XenSegment segment : segments) {
      if (Long.compareUnsigned(segment.bufSize(), segment.destSize()) > 0) {
        throw new ModelFault(Errno.EINVAL);
      }
    }
    ModelImage image = new ModelImage(arch, entry, segments, frames);
    if (type == CRASH) {
      requireControlPage(segments);
    } else {
      image.requireControlPage();
    }
    return image;
  }

  /** Models a bug: an entry one past the region's end is accepted. */
  private void requireInRegion(long entry, List<XenSegment> segments) throws ModelFault {
    long start = machine.crashRegion().map(range -> range.start().value()).orElse(0L);
    long end = machine.crashRegion().map(range -> range.end().value()).orElse(0L);
    if (entry < start || entry > end) {
      throw new ModelFault(Errno.EADDRNOTAVAIL);
    }
    for (XenSegment segment : segments) {
      if (segment.buf().value() != 0
          && (segment.destMaddr().value() < start || end(segment) > end)) {
        throw new ModelFault(Errno.EADDRNOTAVAIL);
      }
    }
  }

  private void requireControlPage(List<XenSegment> segments) throws ModelFault {
    Range<MachineAddress> region = machine.crashRegion().orElseThrow();
    for (long at = region.start().value(); at < region.end().value(); at += PAGE) {
      long hole = at;
      if (segments.stream().noneMatch(s -> hole + PAGE > s.destMaddr().value() && hole < end(s))) {
        return;
      }
    }
    throw new ModelFault(Errno.ENOMEM);
  }

  private static long end(XenSegment segment) {
    return segment.destMaddr().value() + segment.destSize();
  }

  private static void requireKnown(int arch) throws ModelFault {
    if (arch != XenNumbers.EM_386 && arch != XenNumbers.EM_X86_64) {
      throw new ModelFault(Errno.EINVAL);
    }
  }

  /**
   * Models a bug: unreadable content silently ends the segment, because a later result overwrites
   * the error.
   */
  private void fill(int type, ModelImage image, XenSegment segment) throws ModelFault {
    if (segment.buf().value() == 0) {
      return;
    }
    for (long at = 0; at < segment.destSize(); at += PAGE) {
      long frame = (segment.destMaddr().value() + at) / PAGE;
      int length = (int) Math.min(PAGE, Math.max(segment.bufSize() - at, 0));
      ByteBuffer content = dom0.read(segment.buf().value() + at, length);
      boolean isRead = content.remaining() == length;
      if (type == CRASH) {
        byte[] page = new byte[PAGE];
        content.get(page, 0, content.remaining());
        crashMemory.put(frame, page);
      } else if (length == 0) {
        image.addZeros(frame);
      } else {
        image.add(frame, content);
      }
      if (!isRead) {
        return;
      }
    }
  }

  long loadV1(long argument) throws ModelFault {
    ByteBuffer fields = structure(argument, LOAD_V1_BYTES);
    long list = fields.getLong(144) / PAGE;
    int type = fields.getInt(0);
    List<XenSegment> destinations = destinations(list);
    ModelImage image =
        allocate(type(type), XenNumbers.EM_X86_64, fields.getLong(152), destinations);
    boolean complete = false;
    try {
      long[] destination = {0};
      walk(
          list,
          (flags, address) -> {
            if (flags == DESTINATION) {
              destination[0] = address / PAGE;
            } else {
              image.add(destination[0]++, page(address / PAGE));
              failLate();
            }
          });
      complete = true;
    } finally {
      if (!complete) {
        image.free();
      }
    }
    swap(type, image);
    return 0;
  }

  /** Processes an entry of a list. */
  @FunctionalInterface
  private interface EntryVisitor {
    void visit(long flags, long address) throws ModelFault;
  }

  private List<XenSegment> destinations(long list) throws ModelFault {
    List<XenSegment> segments = new ArrayList<>();
    walk(
        list,
        (flags, address) -> {
          XenSegment last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
          if (flags == DESTINATION) {
            if (last == null || end(last) != address) {
              segments.add(
                  new XenSegment(new VirtualAddress(0), 0, new MachineAddress(address), 0));
            }
            if (segments.size() > XenNumbers.KEXEC_SEGMENT_MAX) {
              throw new ModelFault(Errno.EINVAL);
            }
          } else if (last == null) {
            throw new ModelFault(Errno.EINVAL);
          } else {
            segments.set(
                segments.size() - 1,
                new XenSegment(last.buf(), 0, last.destMaddr(), last.destSize() + PAGE));
          }
        });
    return segments;
  }

  private void walk(long list, EntryVisitor visitor) throws ModelFault {
    ByteBuffer page = page(list);
    while (true) {
      long raw = page.getLong();
      long flags = raw & 0xf;
      long address = raw & -PAGE;
      if (flags == DONE) {
        return;
      }
      if (flags == INDIRECTION) {
        page = page(address / PAGE);
      } else if (flags == DESTINATION || flags == SOURCE) {
        visitor.visit(flags, address);
      } else {
        throw new ModelFault(Errno.EINVAL);
      }
    }
  }

  private ByteBuffer page(long machineFrame) throws ModelFault {
    if (!table.isDom0s(machineFrame)) {
      throw new ModelFault(Errno.EFAULT);
    }
    return dom0.pageIn(table.entry(machineFrame))
        .orElseGet(() -> ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN));
  }

  private ByteBuffer structure(long address, int length) throws ModelFault {
    ByteBuffer content = dom0.read(address, length);
    if (content.remaining() < length) {
      throw new ModelFault(Errno.EFAULT);
    }
    return content.order(ByteOrder.LITTLE_ENDIAN);
  }
}
