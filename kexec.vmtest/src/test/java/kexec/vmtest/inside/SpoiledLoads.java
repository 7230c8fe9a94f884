package kexec.vmtest.inside;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.KexecSegment;
import kexec.linux.sys.LinuxCalls;

/**
 * The running kernel's own calls, whose loads can be spoiled: the content of the last segment is
 * where nothing is mapped. The kernel notices that when it copies the content (EFAULT), which is
 * after it has freed the crash image that was there.
 */
final class SpoiledLoads implements InvocationHandler {

  /** Below the lowest address that a process may map. */
  private static final VirtualAddress NOWHERE = new VirtualAddress(0x1000);

  private final LinuxCalls real;
  private volatile boolean spoil;

  SpoiledLoads(LinuxCalls real) {
    this.real = real;
  }

  LinuxCalls calls() {
    return (LinuxCalls)
        Proxy.newProxyInstance(
            LinuxCalls.class.getClassLoader(), new Class<?>[] {LinuxCalls.class}, this);
  }

  void spoil(boolean value) {
    spoil = value;
  }

  @Override
  public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
    boolean isLoad =
        arguments != null && arguments.length == 1 && arguments[0] instanceof KexecLoad;
    try {
      return isLoad && spoil
          ? method.invoke(real, spoiled((KexecLoad) arguments[0]))
          : method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static KexecLoad spoiled(KexecLoad load) {
    List<KexecSegment> segments = new ArrayList<>(load.segments());
    if (!segments.isEmpty()) {
      KexecSegment last = segments.remove(segments.size() - 1);
      segments.add(new KexecSegment(NOWHERE, last.bufsz(), last.mem(), last.memsz()));
    }
    return new KexecLoad(load.entry(), segments, load.flags());
  }
}
