package kexec.x86.internal;

import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;

/**
 * The result of reading a file for one of the two versions of Multiboot; exactly one component is
 * present.
 *
 * @param kernel a kernel
 * @param finding what is wrong with the file, an error
 * @param foreign why the file is of another kind, in words
 */
record MultibootFile(
    Optional<MultibootKernel> kernel, Optional<Finding> finding, Optional<String> foreign) {

  /** Reads a file, which may be compressed. */
  static MultibootFile read(MappedFile file, MultibootVersion version) throws BadFileException {
    if (Gunzip.isCompressed(file)) {
      return compressed(file, version);
    }
    return SetupHeaderReader.missing(file).isEmpty()
        ? foreign("the file is a Linux kernel with a boot protocol of its own")
        : found(file.data(), version.find(file.data()));
  }

  /** Decompresses the whole file only if there is a header in its beginning; an initrd has none. */
  private static MultibootFile compressed(MappedFile file, MultibootVersion version)
      throws BadFileException {
    HeaderSearch search = version.find(Gunzip.beginning(file, version.searched()));
    if (!(search instanceof HeaderSearch.Found)) {
      return found(SegmentData.zeros(0), search);
    }
    Gunzip.Result all = Gunzip.all(file, Gunzip.LIMIT);
    return all.finding().isPresent()
        ? broken(all.finding().get())
        : found(all.content().orElseThrow(), search);
  }

  private static MultibootFile found(SegmentData content, HeaderSearch search)
      throws BadFileException {
    if (search instanceof HeaderSearch.Absent absent) {
      return foreign(absent.reason());
    }
    if (search instanceof HeaderSearch.Broken broken) {
      return broken(broken.finding());
    }
    HeaderSearch.Found found = (HeaderSearch.Found) search;
    MultibootKernel.Read read = MultibootKernel.read(content, found.header());
    return new MultibootFile(read.kernel(), read.finding(), Optional.empty());
  }

  private static MultibootFile foreign(String reason) {
    return new MultibootFile(Optional.empty(), Optional.empty(), Optional.of(reason));
  }

  private static MultibootFile broken(Finding finding) {
    return new MultibootFile(Optional.empty(), Optional.of(finding), Optional.empty());
  }
}
