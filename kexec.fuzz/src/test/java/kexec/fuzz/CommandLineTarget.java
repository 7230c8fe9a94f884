package kexec.fuzz;

import static kexec.fuzz.Oracle.require;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.api.text.ByteText;
import kexec.api.text.FileName;
import kexec.api.text.Printable;
import kexec.linux.KernelCommandLine;
import kexec.linux.LinuxTexts;
import kexec.shell.internal.args.PartialArguments;
import kexec.shell.internal.cli.Cli;
import kexec.shell.internal.cli.Commands;
import kexec.shell.internal.terminal.Terminal;

/** Command lines: the kernel's, and the words of the command itself, NUL between them. */
public final class CommandLineTarget {

  private static final int KINDS = 4;

  private CommandLineTarget() {}

  /** Reads a command line. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 1) {
      Oracle.check(input.length, () -> run(input));
    }
  }

  private static void run(byte[] input) throws Exception {
    String text = ByteText.of(Text.bytesBehindTheChoice(input));
    switch (Byte.toUnsignedInt(input[0]) % KINDS) {
      case 0 -> kernel(text);
      case 1 -> words(List.of(text.split("\0", -1)));
      case 2 -> partial(List.of(text.split("\0", -1)));
      default -> bytes(Text.bytesBehindTheChoice(input));
    }
  }

  private static void kernel(String text) {
    KernelCommandLine line = KernelCommandLine.parse(text);
    for (Slot slot : Slot.values()) {
      KernelCommandLine next = line.forNextKernel(slot);
      require(
          next.forNextKernel(slot).toString().equals(next.toString()),
          "it changes once more: " + next);
    }
    line.valueOf("crashkernel");
    line.without("root", "crashkernel").with("x=y").append("z=\"a b\"");
  }

  /** Nothing is carried out: the services are asked for first, and there are none. */
  private static void words(List<String> words) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    StringWriter out = new StringWriter();
    int status =
        new Cli(
                lasts -> {
                  throw new KexecException(new Fault("none", "asking", "there is none", "Stop."));
                },
                Optional::empty,
                Optional::empty,
                Optional::empty,
                Optional::empty,
                new LinuxTexts(Path.of("/nonexistent")),
                "0",
                Optional::empty)
            .run(
                words, Terminal.unwatched(out, new PrintStream(err, true, StandardCharsets.UTF_8)));
    String told = err.toString(StandardCharsets.UTF_8);
    require(status >= Cli.DONE && status <= Cli.NOT_PERMITTED, status);
    // As a line's beginning, which no word can print.
    require(!told.contains("\n  why:  jkexec has a fault of its own"), words + ": " + told);
    require(status == Cli.DONE || !told.isBlank(), words);
    require(told.chars().noneMatch(c -> c < ' ' && c != '\n'), words + ": " + told);
  }

  private static void partial(List<String> words) {
    String command = words.get(0);
    if (Commands.NAMES.contains(command)) {
      PartialArguments.of(Commands.syntax(command), words.subList(1, words.size()));
    }
  }

  private static void bytes(byte[] bytes) {
    String text = ByteText.of(bytes);
    require(ByteText.isBytes(text), "bytes that are none");
    require(Arrays.equals(ByteText.bytes(text), bytes), "other bytes");
    Printable.of(text);
    if (text.indexOf(0) < 0) {
      require(FileName.of(FileName.path(text)) != null, text);
    }
  }

  static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(
        Text.seed(
            0,
            "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet crashkernel=1G-4G:192M,4G-:256M@16M "
                + "kho=on dyndbg=\"file a.c +p\" -- single"));
    seeds.add(Text.seed(0, "initrd=a elfcorehdr=0x100000 mem=1G memmap=1K@0 \"x y\"=z panic=-1"));
    for (String words :
        List.of(
            "plan k --initrd=i --append=a b --json --mem-min=0x1000 --mem-max=2g",
            "simulate -p k --memory-map=m --seed=42 --scrambled --awkward --staged-crash",
            "load --machine=sim k --command-line=x --check=halt --method=files --rehearse",
            "-l k --initrd=i --reuse-cmdline -a",
            "-p k --append=x --mem-max 0x100000000 -d",
            "-u -p",
            "-e",
            "rehearse k --until=marker --marker=x --timeout=10 --crash-notes=0x1000-0x2000",
            "compare a b --picture=c.svg",
            "explain --slot=crash",
            "keep --once --config=d",
            "export k o --type=elf --arch=arm64 --dtb=d --module=m,x y",
            "crashkernel --from=r.json",
            "crashsize 256M",
            "plan --entry=default --picture-html=p.html",
            "--help",
            "--version",
            "status --json -q",
            "inspect k",
            "plan --help")) {
      seeds.add(Text.seed(1, words.replace(' ', '\0')));
      seeds.add(Text.seed(2, words.replace(' ', '\0')));
    }
    seeds.add(Text.seed(3, "a\u00e9\u001b\ud83d\ude00"));
    seeds.add(Text.seed(3, new byte[] {'a', (byte) 0xff, (byte) 0xc3, (byte) 0xa9, 0x7f}));
    return seeds;
  }
}
