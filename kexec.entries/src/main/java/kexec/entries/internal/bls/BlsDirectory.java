package kexec.entries.internal.bls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kexec.api.fault.Finding;
import kexec.entries.internal.entry.LoaderEntry;

/** Reads entries of the Boot Loader Specification for boot loaders that sort them by their name. */
public final class BlsDirectory {

  private static final Comparator<BlsEntry> NEWEST =
      Comparator.comparing(entry -> entry.name().id(), new VersionOrder().reversed());

  private final Type1Reader type1;

  /**
   * Creates a reader.
   *
   * @param type1 reads entries
   */
  public BlsDirectory(Type1Reader type1) {
    this.type1 = type1;
  }

  /**
   * {@return the entries of the first partition that has any, the newest first}
   *
   * @param partitions the partitions
   * @param values fills in the boot loader's variables
   * @param findings is told what could not be read
   */
  public List<LoaderEntry> read(List<Path> partitions, ValueFiller values, List<Finding> findings) {
    for (Path partition : partitions) {
      List<BlsEntry> entries = new ArrayList<>(type1.read(partition, values, findings));
      if (!entries.isEmpty()) {
        entries.sort(NEWEST);
        return entries.stream().map(BlsEntry::entry).toList();
      }
    }
    return List.of();
  }
}
