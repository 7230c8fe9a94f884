package kexec.linux.sys;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import kexec.api.memory.VirtualAddress;

/** Delegates every call; tests override single ones. */
public class ForwardingLinux implements LinuxCalls {

  private final LinuxCalls linux;

  protected ForwardingLinux(LinuxCalls linux) {
    this.linux = linux;
  }

  @Override
  public LinuxAbi abi() {
    return linux.abi();
  }

  @Override
  public void kexecLoad(KexecLoad call) throws SystemCallException {
    linux.kexecLoad(call);
  }

  @Override
  public void kexecFileLoad(KexecFileLoad call) throws SystemCallException {
    linux.kexecFileLoad(call);
  }

  @Override
  public void reboot(int command) throws SystemCallException {
    linux.reboot(command);
  }

  @Override
  public void sync() {
    linux.sync();
  }

  @Override
  public VirtualAddress map(MapRequest request) throws SystemCallException {
    return linux.map(request);
  }

  @Override
  public void unmap(VirtualAddress start, long length) throws SystemCallException {
    linux.unmap(start, length);
  }

  @Override
  public void lock(VirtualAddress start, long length) throws SystemCallException {
    linux.lock(start, length);
  }

  @Override
  public VirtualAddress addressOf(ByteBuffer buffer) {
    return linux.addressOf(buffer);
  }

  @Override
  public ByteBuffer view(VirtualAddress start, int length) {
    return linux.view(start, length);
  }

  @Override
  public Descriptor open(Path file) throws SystemCallException {
    return linux.open(file);
  }

  @Override
  public int fileSystem(Descriptor descriptor) throws SystemCallException {
    return linux.fileSystem(descriptor);
  }

  @Override
  public void lease(Descriptor descriptor) throws SystemCallException {
    linux.lease(descriptor);
  }

  @Override
  public boolean isLeased(Descriptor descriptor) throws SystemCallException {
    return linux.isLeased(descriptor);
  }

  @Override
  public Descriptor openDevice(Path file) throws SystemCallException {
    return linux.openDevice(file);
  }

  @Override
  public Descriptor memoryFile(String name) throws SystemCallException {
    return linux.memoryFile(name);
  }

  @Override
  public Descriptor socket() throws SystemCallException {
    return linux.socket();
  }

  @Override
  public long ioctl(Descriptor descriptor, int request, byte[] argument)
      throws SystemCallException {
    return linux.ioctl(descriptor, request, argument);
  }
}
