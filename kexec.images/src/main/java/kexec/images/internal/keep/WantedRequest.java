package kexec.images.internal.keep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kexec.api.PlanRequest;
import kexec.api.plan.ModuleFile;

/**
 * What a configuration asks for now.
 *
 * @param request the request
 * @param sources further files that it depends on, such as that of a boot entry; may be empty
 */
record WantedRequest(PlanRequest request, List<Path> sources) {

  /** {@return the files that the image is made of} */
  List<Path> files() {
    List<Path> all = new ArrayList<>(List.of(request.kernel()));
    all.addAll(request.initrds());
    request.modules().stream().map(ModuleFile::path).forEach(all::add);
    request.deviceTree().ifPresent(all::add);
    return all;
  }
}
