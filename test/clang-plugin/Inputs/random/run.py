"""Random programs against random kernels: does a relocated C++ program read what C reads there?

  run.py FIRST_SEED COUNT --clangxx COMMAND --clang-bpf COMMAND --clang COMMAND
         --host-clangxx COMMAND --library FLAGS...

For each seed: a set of classes and a program that reads members of them in the ways that C++ has
(model.py, emit_cxx.py), and the kernel's structs of the same names and members, shuffled (emit_c.py).
The program is relocated against the kernel's BTF by bpfreloc and by libbpf, both are run in the kernel
on random bytes, and each number has to be the one that C reads from those bytes through the kernel's
structs. Values of the program's own types (tagged.py, emit_own.py) are stored and read back, as on the
host, and their BTF has to be what the host's compiler says of their layout (layout.py). What belongs
to a seed that fails is left in a folder that is named.
"""
import argparse
import pathlib
import random
import shlex
import shutil
import subprocess
import sys
import tempfile

import emit_c
import emit_cxx
import model
import tagged
from layout import Layout, complaints

ROOM = 1 << 15  # bytes of an object, at most: an instruction's offset has 16 bits, with a sign
READS = 12      # of one program
BTF_LOAD = pathlib.Path(__file__).parent.parent / "btf_load.py"
HOST_FLAGS = ["-std=gnu++23", "-fno-exceptions", "-w"]
LEVELS = ["-O1", "-O2", "-O2", "-O3", "-Oz"]


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{shlex.join(map(str, command))}: exit status {done.returncode}\n"
                           f"{done.stdout}{done.stderr}")
    return done.stdout


class Failure(Exception):
    pass


def check(seed, tools, folder):
    generator = tagged.Generator(seed)
    root = generator.run()
    paths = [generator.path(root) for _ in range(READS)]
    types = emit_c.Kernel(generator, paths).types()
    program = emit_cxx.Program(generator, root)
    layout = Layout(generator, program.values)
    shapes = layout.shapes()

    files = {name: folder / name for name in (
        "program.cpp", "kernel.c", "reader.c", "values.cpp", "layout.cpp", "program.o", "kernel.o",
        "reader", "values", "layout", "relocated.o", "input")}
    files["program.cpp"].write_text(program.source(paths, ROOM))
    files["kernel.c"].write_text(emit_c.for_btf(types, root))
    files["reader.c"].write_text(emit_c.reader(types, root, paths))
    files["values.cpp"].write_text(program.host_source())
    files["layout.cpp"].write_text(layout.host_source())

    choices = random.Random(seed)
    level = choices.choice(LEVELS)
    library = []
    if program.values.needs_library():
        library = choices.choice(tools.library)
        # The library's code for exceptions is optimised away at -O2 only.
        level = choices.choice(["-O2", "-O3"])
    of_kernel = choices.choice([tools.clang_bpf, [*tools.clangxx, "-xc++"]])

    run([*tools.clang, "-w", files["reader.c"], "-o", files["reader"]])
    if int(run([files["reader"]])) > ROOM:
        return False
    run([*tools.clangxx, *library, level, "-c", files["program.cpp"], "-o", files["program.o"]])
    run([*of_kernel, "-c", files["kernel.c"], "-o", files["kernel.o"]])
    run([sys.executable, BTF_LOAD, files["program.o"]])
    for name in ("values", "layout") if generator.values else ("layout",):
        run([*tools.host_clangxx, *HOST_FLAGS, *library, files[name + ".cpp"], "-o", files[name]])
    check_layout(files, layout, shapes)
    run(["bpfreloc", files["program.o"], "--target", files["kernel.o"], "-o", files["relocated.o"]])

    # Bytes behind the object would be read if an offset were the program's own.
    data = choices.randbytes(ROOM)
    files["input"].write_bytes(data)
    expected = run([files["reader"], files["input"]]).split()
    if generator.values:
        expected += run([files["values"], files["input"]]).split()
    names = [*(model.path_text(path) for path in paths), *(each.name for each in generator.values)]
    for how, arguments in (("bpfreloc", [files["relocated.o"]]),
                           ("libbpf", [files["program.o"], files["kernel.o"]])):
        found = run(["run_program", files["input"], *arguments]).split()
        lines = [f"{name}: C reads {want}, the program {got}"
                 for name, want, got in zip(names, expected, found, strict=True)
                 if want != got]
        if lines:
            raise Failure(f"relocated by {how}: " + "; ".join(lines))
    return True


def check_layout(files, layout, shapes):
    numbers = dict(zip(layout.asked, map(int, run([files["layout"]]).split()), strict=True))
    btf = run(["bpftool", "btf", "dump", "-j", "file", files["program.o"]])
    wrong = complaints(btf, shapes, numbers)
    if wrong:
        raise Failure("BTF of " + "; ".join(wrong))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("first_seed", type=int)
    parser.add_argument("count", type=int)
    for tool in ("clangxx", "clang-bpf", "clang", "host-clangxx"):
        parser.add_argument("--" + tool, type=shlex.split, required=True)
    # Flags of a C++ standard library.
    parser.add_argument("--library", type=shlex.split, action="append", required=True)
    tools = parser.parse_args()

    checked, failed = 0, []
    for seed in range(tools.first_seed, tools.first_seed + tools.count):
        folder = pathlib.Path(tempfile.mkdtemp(prefix=f"random-program-{seed}-"))
        try:
            checked += check(seed, tools, folder)
        except (Failure, RuntimeError) as why:
            print(f"seed {seed} ({folder}): {why}")
            failed.append(seed)
            continue
        shutil.rmtree(folder)
    print(f"{checked} programs of {tools.count}, {len(failed)} failed, {READS} reads each")
    # An object that is larger than the room is rare; a set with many of them would check nothing.
    sys.exit(1 if failed or checked < tools.count * 9 // 10 else 0)


main()
