"""A machine of qemu, in software: its kernel, its initramfs, and what it says."""
import gzip
import lzma
import os
import pathlib
import re
import shutil
import stat
import subprocess
import time

SECONDS = 240  # for the whole run; a case has a limit of its own

# Modules that a case may ask for (`module veth`), of those that the kernel doesn't have inside.
MODULES = ("veth", "cls_bpf", "sch_ingress", "sch_clsact", "act_bpf", "dummy", "tun", "bpf_testmod", "tcp_dctcp", "ipv6")

# Of each architecture: qemu, and the serial console.
QEMU = {
    # Without CMPXCHG16B, whose emulation in qemu 7.2 spoils the flags, and so memory, every few boots.
    "amd64": (["qemu-system-x86_64", "-cpu", "max,-cx16"], "ttyS0"),
    "arm64": (["qemu-system-aarch64", "-machine", "virt", "-cpu", "cortex-a72"], "ttyAMA0"),
    "s390x": (["qemu-system-s390x", "-cpu", "max"], "ttysclp0"),
}
# BPF's LSM is off unless it is named.
ARGUMENTS = "quiet loglevel=1 panic=-1 lsm=bpf"


def needed_modules(path):
    """Names in the module's own list of what it needs."""
    listed = re.search(rb"\0depends=([^\0]*)\0", b"\0" + plain_module(path))
    return [name.decode() for name in listed[1].split(b",") if name] if listed else []


def plain_module(path):
    return lzma.open(path).read() if path.suffix == ".xz" else path.read_bytes()


def copy_modules(tree, into):
    """Each of MODULES with what it needs as NAME.ko, and the order to load them in as NAME.order."""
    # A file's name may have - where the module's has _.
    files = {path.name.split(".")[0].replace("-", "_"): path for path in pathlib.Path(tree).rglob("*.ko*")}
    into.mkdir()

    def order(name):
        if name not in files:  # inside the kernel, or of none
            return []
        return [each for needed in needed_modules(files[name]) for each in order(needed)] + [name]

    for name in MODULES:
        names = list(dict.fromkeys(order(name)))
        (into / f"{name}.order").write_text(" ".join(f"{each}.ko" for each in names) + "\n")
        for each in names:
            (into / f"{each}.ko").write_bytes(plain_module(files[each]))


def write_initramfs(root, out):
    """The folder as an archive of cpio's format newc, which the kernel unpacks as its root."""
    with gzip.open(out, "wb", 1) as archive:

        def entry(name, mode, data):
            fields = [0, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
            header = b"070701" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
            archive.write(header + bytes(-len(header) % 4) + data + bytes(-len(data) % 4))

        for folder, folders, files in os.walk(root):
            for name in sorted(folders) + sorted(files):
                path = pathlib.Path(folder, name)
                mode = path.lstat().st_mode
                data = os.readlink(path).encode() if stat.S_ISLNK(mode) else b"" if path.is_dir() else path.read_bytes()
                entry(str(path.relative_to(root)), mode, data)
        entry("TRAILER!!!", 0, b"")


def boot(architecture, kernel, initramfs, log):
    """Runs the machine to its end; its console is in the file `log`. How many seconds that took."""
    qemu, console = QEMU[architecture]
    # One processor: with more, qemu 7.2 now and then crashes kernels that change their own code, as
    # static keys and trampolines do, and with one thread for both it hangs now and then.
    begin = time.monotonic()
    with open(log, "wb") as out:
        try:
            subprocess.run(
                [*qemu, "-accel", "tcg", "-m", "768", "-smp", "1", "-display", "none", "-monitor", "none",
                 "-nic", "none", "-serial", "stdio", "-no-reboot", "-kernel", kernel, "-initrd", initramfs,
                 "-append", f"console={console} {ARGUMENTS}"],
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            out.write(b"\nthe machine did not end in time\n")
    return time.monotonic() - begin


def read_log(text):
    """What the guest's init said: the release, and of each case the exit status (None if it didn't end)
    and the output; at last whether it got to its end."""
    release, cases, name = None, {}, None
    for line in text.replace("\r", "").splitlines():
        if match := re.match(r"@@kernel (\S+)", line):
            release = match[1]
        elif match := re.match(r"@@begin (\S+)", line):
            name = match[1]
            cases[name] = (None, "")
        elif line.startswith("@@out ") and name:
            cases[name] = (None, cases[name][1] + line[6:] + "\n")
        elif match := re.match(r"@@end (\S+) (\d+)", line):
            cases[match[1]] = (int(match[2]), cases[match[1]][1])
    return release, cases, "\n@@done" in text.replace("\r", "")


def make_root(folder, guest, programs, modules):
    """A fresh root folder: init, and programs as /bin/NAME."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("bin", "proc", "sys", "dev", "tmp", "etc", "cases"):
        (folder / name).mkdir(parents=True)
    shutil.copy(guest / "init", folder / "init")
    shutil.copy(guest / "functions.sh", folder / "functions.sh")
    for name, path in programs.items():
        shutil.copy(path, folder / "bin" / name)
    copy_modules(modules, folder / "modules")
