# Encodes FILE by both readers and with several threads, which must give the same bytes.
#   encode_all_ways.py FILE OUT.btf [--fast] [--same-bytes|--same-types OTHER.btf]
# --fast leaves the reference reader out, which reads one file only.
import subprocess
import sys

arguments = sys.argv[1:]
fast_only = "--fast" in arguments
if fast_only:
    arguments.remove("--fast")
name, out = arguments[:2]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0 or done.stderr:
        sys.exit(f"{' '.join(command)}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def contents(path):
    with open(path, "rb") as file:
        return file.read()


run("btfgen", "encode", "--strict", name, "-o", out)
first = contents(out)
ways = [["-j", "2"], ["-j", "8"]] + ([] if fast_only else [["--reader=libdwarf"]])
for way in ways:
    run("btfgen", "encode", "--strict", *way, name, "-o", out)
    if contents(out) != first:
        sys.exit(f"{name}: not the same bytes with {' '.join(way)}")

if len(arguments) > 2:
    how, other = arguments[2:]
    if how == "--same-bytes" and contents(other) != first:
        sys.exit(f"{name}: not the bytes of {other}")
    run("btfgen", "diff", "--exit-code", other, out)
    counts = [run("btfgen", "dump", path).count("\n[") for path in (other, out)]
    if counts[0] != counts[1]:
        sys.exit(f"{name}: {counts[1]} types, {other} has {counts[0]}")
