"""A case: a BPF program with what to do with it in its comments (docs/real-kernels.md).

    // RUN: COMMAND      in the machine; lines are one shell script, which stops at the first failure
    // RELOCATE: OPTION  more options of bpfreloc
    // CHECK...: what the output is held to, by FileCheck
"""
import dataclasses
import pathlib
import re
import subprocess

FOLDER = pathlib.Path(__file__).parent / "cases"
COMPILED_FOR = {"amd64": ("bpfel", "x86", "x86_64-linux-gnu"), "arm64": ("bpfel", "arm64", "x86_64-linux-gnu"),
                "s390x": ("bpfeb", "s390", "x86_64-linux-gnu")}


@dataclasses.dataclass(frozen=True)
class Case:
    source: pathlib.Path

    @property
    def name(self):
        return self.source.stem

    def directives(self, word):
        return re.findall(rf"^// {word}: (.*)$", self.source.read_text(), re.MULTILINE)

    def script(self):
        """The commands for the machine's shell."""
        commands = [line.replace("%image", f"/cases/{self.name}.image") for line in self.directives("RUN")]
        return "\n".join([". /functions.sh", *commands, ""])

    def make_image(self, tools, architecture, kernel, out):
        """Compiles the program and relocates it for a kernel; what went wrong, or None."""
        endian, target, include = COMPILED_FOR[architecture]
        made = out.with_suffix(".o")
        flags = ["-target", endian, "-g", "-O2", "-Wall", "-mcpu=v2", f"-D__TARGET_ARCH_{target}",
                 f"-I/usr/include/{include}", f"-I{FOLDER}"]
        if self.source.suffix == ".cpp":
            compiler = [tools.clangxx, "-std=c++23", f"-fplugin={tools.plugin}", f"-I{tools.include}"]
        else:
            compiler = [tools.clang]
        relocate = " ".join(self.directives("RELOCATE")).split()
        for command in ([*compiler, *flags, "-c", self.source, "-o", made],
                        [tools.bpfreloc, made, "--target", kernel, "-o", out, *relocate]):
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                return done.stderr.strip().replace(str(out.parent) + "/", "")
        return None

    def check(self, filecheck, output):
        """What FileCheck finds wrong with the output, or None."""
        if not self.directives("CHECK(?:-[A-Z]+)?"):
            return None
        done = subprocess.run([filecheck, self.source, "--allow-empty"], input=output, capture_output=True, text=True)
        return done.stderr.strip() if done.returncode else None


def all_cases():
    return [Case(path) for path in sorted(FOLDER.glob("*.c*"))]
