"""Packages of a kernel and of libbpf-tools as Debian has them, small, and what `apt-cache depends` says of them.

  debian_packages.py FOLDER RELEASE [--apart]

With --apart they are divided as for Linux 7: what boots is in a package of its own.
"""
import os
import subprocess
import sys

folder, release = sys.argv[1:3]
is_apart = sys.argv[3:] == ["--apart"]


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="latin-1") as file:
        file.write(text)


def package(name, depends, files, links=()):
    """A package of `files`, text by path, and symbolic `links`, target by path."""
    write(f"{folder}/{name}.depends",
          name + "\n" + "".join(f"  Depends: {other}\n" for other in depends))
    tree = f"{folder}/{name}.tree"
    write(f"{tree}/DEBIAN/control",
          f"Package: {name}\nVersion: 1\nArchitecture: amd64\n"
          "Maintainer: nobody <nobody@localhost>\nDescription: test\n")
    for path, text in files.items():
        write(f"{tree}/{path}", text)
    for path, target in links:
        os.makedirs(os.path.dirname(f"{tree}/{path}"), exist_ok=True)
        os.symlink(target, f"{tree}/{path}")
    subprocess.run(["dpkg-deb", "-Zgzip", "--root-owner-group", "--build", tree,
                    f"{folder}/{name}_1_amd64.deb"], check=True, stdout=subprocess.DEVNULL)


image, debug = f"linux-image-{release}", f"linux-image-{release}-dbg"
modules = f"usr/lib/debug/lib/modules/{release}"
debug_files = {f"{modules}/kernel/net/m{i:03}.ko": "module" for i in range(120)}
if is_apart:
    binary = f"linux-binary-{release}"
    package("linux-image-amd64-dbg", ["linux-base-amd64", debug], {})
    package(image, [f"linux-base-{release}", binary, f"linux-modules-{release}"], {})
    package(binary, [f"linux-base-{release}"], {f"usr/lib/modules/{release}/vmlinuz": "it boots\n"})
    debug_files[f"{modules}/vmlinux"] = "it has debug info\n"
    links = [(f"usr/lib/debug/boot/vmlinux-{release}", f"../lib/modules/{release}/vmlinux"),
             (f"usr/lib/debug/vmlinux-{release}", f"lib/modules/{release}/vmlinux")]
else:
    package("linux-image-amd64-dbg", [debug], {})
    package(image, ["kmod", "linux-base"], {f"boot/vmlinuz-{release}": "it boots\n"})
    debug_files[f"usr/lib/debug/boot/vmlinux-{release}"] = "it has debug info\n"
    links = [(f"{modules}/vmlinux", f"../../../boot/vmlinux-{release}"),
             (f"usr/lib/debug/vmlinux-{release}", f"boot/vmlinux-{release}")]
package(debug, [], debug_files, links)

# A program that carries an object of BPF, which is nothing but its header, and one of another machine.
header = b"\x7fELF\2\1\1" + bytes(11) + b"%c" + bytes(21) + b"\x40" + bytes(17) + b"\x40" + bytes(5)
carried = (header % 62 + header % 247 + b"behind it").decode("latin-1")
package("libbpf-tools", [], {"usr/sbin/tool": carried, "usr/sbin/script": "#!/bin/sh\n"},
        [("usr/sbin/same", "tool")])
