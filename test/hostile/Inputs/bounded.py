"""Fails unless bpfreloc ends on an object within ten seconds and a gigabyte, with an image, or
without one and with one line that says why. The object stays as it was. Prints the line, or
"an image".

  bounded.py [--lines N] OBJECT KERNEL     up to N lines
  bounded.py --wild STEP OBJECT KERNEL     the same for the object with one 32-bit word being
                                           another one, for every STEP-th of its words

Without the environment's variable NO_MEMORY_LIMIT, that is: the sanitizers need more.
"""
import argparse
import os
import resource
import struct
import subprocess
import sys

GIGABYTE = 1_000_000_000
WILD = (0xffffffff, 0x7fffffff, 0x80000000, 0xfffffff8, 0)


def limit_memory():
    if "NO_MEMORY_LIMIT" not in os.environ:
        resource.setrlimit(resource.RLIMIT_AS, (GIGABYTE, GIGABYTE))


def read(path):
    with open(path, "rb") as file:
        return file.read()


def bounded(path, kernel, lines):
    """What bpfreloc says, or "an image"."""
    before, image = read(path), path + ".image"
    if os.path.exists(image):
        os.remove(image)
    done = subprocess.run(["bpfreloc", path, "--target", kernel, "-o", image], capture_output=True,
                          text=True, errors="replace", timeout=10, preexec_fn=limit_memory)
    assert read(path) == before, "the object has changed"
    if done.returncode == 0:
        assert not done.stderr and os.path.getsize(image), f"no image, or: {done.stderr}"
        return "an image"
    assert done.returncode == 1, f"exit status is {done.returncode}: {done.stderr}"
    assert 1 <= done.stderr.count("\n") <= lines, f"not {lines} lines: {done.stderr}"
    left = [name for name in os.listdir(os.path.dirname(os.path.abspath(path)))
            if name.startswith(os.path.basename(image))]
    assert not left, f"it left {left} behind"
    return done.stderr.rstrip("\n")


def wild(path, kernel, step):
    content, refused = read(path), 0
    # Not the byte order and class.
    words = range(16, len(content) - 3, 4 * step)
    for at in words:
        value = WILD[at // 4 % len(WILD)]
        with open(path + ".wild", "wb") as file:
            file.write(content[:at] + struct.pack("<I", value) + content[at + 4:])
        try:
            refused += bounded(path + ".wild", kernel, 9) != "an image"
        except (AssertionError, subprocess.TimeoutExpired) as error:
            sys.exit(f"{value:#x} at {at:#x}: {error}")
    return f"{refused} of {len(words)} are refused"


parser = argparse.ArgumentParser()
parser.add_argument("--lines", type=int, default=1)
parser.add_argument("--wild", type=int)
parser.add_argument("object")
parser.add_argument("kernel")
options = parser.parse_args()
if options.wild:
    print(wild(options.object, options.kernel, options.wild))
else:
    print(bounded(options.object, options.kernel, options.lines))
