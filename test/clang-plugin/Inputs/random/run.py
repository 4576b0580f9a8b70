"""Random programs against random kernels: does a relocated C++ program read what C reads there?

  run.py FIRST_SEED COUNT --clangxx COMMAND --clang-bpf COMMAND --clang COMMAND

For each seed: a set of classes and a program that reads members of them in the ways that C++ has
(model.py, emit_cxx.py), and the kernel's structs of the same names and members, shuffled (emit_c.py).
The program is relocated against the kernel's BTF by bpfreloc and by libbpf, both are run in the kernel
on random bytes, and each number has to be the one that C reads from those bytes through the kernel's
structs. What belongs to a seed that fails is left in a folder that is named.
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

ROOM = 1 << 15  # bytes of an object, at most: an instruction's offset has 16 bits, with a sign
READS = 12      # of one program
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
    generator = model.Generator(seed)
    root = generator.run()
    paths = [generator.path(root) for _ in range(READS)]
    types = emit_c.Kernel(generator).types()
    program = emit_cxx.Program(generator, root).source(paths, ROOM)

    files = {name: folder / name for name in (
        "program.cpp", "kernel.c", "reader.c", "program.o", "kernel.o", "reader", "relocated.o",
        "input")}
    files["program.cpp"].write_text(program)
    files["kernel.c"].write_text(emit_c.for_btf(types, root))
    files["reader.c"].write_text(emit_c.reader(types, root, paths))
    run([*tools.clang, "-w", files["reader.c"], "-o", files["reader"]])
    if int(run([files["reader"]])) > ROOM:
        return False
    level = random.Random(seed).choice(LEVELS)
    run([*tools.clangxx, level, "-c", files["program.cpp"], "-o", files["program.o"]])
    run([*tools.clang_bpf, "-c", files["kernel.c"], "-o", files["kernel.o"]])
    run(["bpfreloc", files["program.o"], "--target", files["kernel.o"], "-o", files["relocated.o"]])

    # Bytes behind the object would be read if an offset were the program's own.
    data = random.Random(seed).randbytes(ROOM)
    files["input"].write_bytes(data)
    expected = run([files["reader"], files["input"]]).split()
    for how, arguments in (("bpfreloc", [files["relocated.o"]]),
                           ("libbpf", [files["program.o"], files["kernel.o"]])):
        found = run(["run_program", files["input"], *arguments]).split()
        if found == expected:
            continue
        lines = [f"{model.path_text(path)}: C reads {want}, the program {got}"
                 for path, want, got in zip(paths, expected, found) if want != got]
        raise Failure(f"relocated by {how}: " + "; ".join(lines))
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("first_seed", type=int)
    parser.add_argument("count", type=int)
    for tool in ("clangxx", "clang-bpf", "clang"):
        parser.add_argument("--" + tool, type=shlex.split, required=True)
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
