package kexec.shell.internal.cli;

/** The help of the program as a whole; each command has its own. */
final class Help {

  static final String TEXT =
      """
      jkexec - loads and starts kernels, and keeps a crash kernel armed

      Usage: jkexec COMMAND [OPTION...]
             jkexec -l|-p|-u|-e|-S [OPTION...]     as kexec-tools

      Commands:
        plan KERNEL       show what would be loaded where, without privileges
        simulate KERNEL   carry a plan out on a simulated machine and check every byte
        rehearse KERNEL   boot a plan in an emulator and tell how far it comes
        export KERNEL     write a plan as one file that boot loaders boot
        inspect FILE      tell what a file is to every boot protocol
        explain [KERNEL]  tell why a load would fail on this machine now, and the cure
        compare A B       tell in what two plans or kernels differ
        load KERNEL       plan, and load into the default slot, or with -p into the crash slot
        unload            take the image out of a slot
        exec              start the image in a slot
        status            tell what is loaded
        entries           list what the boot loader offers, and its default; load --entry=ID loads it
        crashkernel       tell how much to reserve for a crash kernel, as a line to paste
        keep              load the configured images, and keep them loaded
        crashsize         print how many bytes are reserved for a crash kernel
        backends          tell which machines and boot protocols are present, and which are chosen

      jkexec COMMAND --help tells each command's options.

      Options of every command:
            --json                print a JSON document instead of a text
        -q, --quiet               write failures only
            --verbose             write progress also where standard error is no terminal, and more log
        -d, --debug               the same with all of the log, and after a load its plan
        -h, --help                show the command's help

      As kexec-tools:
        -l, --load KERNEL         load KERNEL
        -p, --load-panic KERNEL   load --crash KERNEL
        -u, --unload              unload; with -p the crash slot
        -e, --exec                exec
        -S, --status              status, which exits with 1 where the crash slot is loaded;
                                  with -l where the default slot is
        --print-ckr-size          crashsize
        -h, --help                show this help
        -v, --version             show the version

      Exit status:
        0  done
        1  refused or failed: standard error tells what, why, and the cure
        2  the words make no sense
        4  not permitted

      Examples:
        jkexec plan /boot/vmlinuz --initrd=/boot/initrd.img --reuse-cmdline
        jkexec simulate /boot/vmlinuz --initrd=/boot/initrd.img
        jkexec load /boot/vmlinuz --initrd=/boot/initrd.img --reuse-cmdline
        jkexec exec
        jkexec -p /boot/vmlinuz-kdump --initrd=/boot/kdump.img --append="irqpoll nr_cpus=1"
      """;

  private Help() {}
}
