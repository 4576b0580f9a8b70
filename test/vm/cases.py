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
# Of each architecture: clang's target, and what bpf_tracing.h calls it.
COMPILED_FOR = {"amd64": ("bpfel", "x86"), "arm64": ("bpfel", "arm64"), "s390x": ("bpfeb", "s390")}
# Headers that don't know BPF, with what they want to know of a machine.
SYSTEM = ["-isystem", "/usr/include/x86_64-linux-gnu", "-D__x86_64__"]
CXX = ["-std=gnu++23", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics", "-fno-asynchronous-unwind-tables",
       "-isystem", "/usr/include/c++/12", "-isystem", "/usr/include/x86_64-linux-gnu/c++/12"]


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
        endian, target = COMPILED_FOR[architecture]
        made = out.with_suffix(".o")
        # Linux 5.10 doesn't have all instructions of v3.
        flags = ["-target", endian, "-g", "-O2", "-Wall", "-mcpu=v2", f"-D__TARGET_ARCH_{target}", f"-I{FOLDER}"]
        if self.source.suffix == ".cpp":
            compiler = [tools.clangxx, *CXX, f"-fplugin={tools.plugin}", f"-I{tools.include}"]
        else:
            compiler = [tools.clang]
        relocate = " ".join(self.directives("RELOCATE")).split()
        for command in ([*compiler, *flags, *SYSTEM, "-c", self.source, "-o", made],
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
