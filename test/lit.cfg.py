# Configuration of the lit suite; lit.site.cfg.py (made by CMake) sets the paths.
import os
import shutil
import subprocess
import sys

import lit.formats

config.name = "btfkit"
if config.llvm_version != config.main_llvm_version:
    config.name += f" (clang {config.llvm_version})"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".test", ".cpp", ".c"]
config.excludes = ["Inputs", "btf_cases", "unit", "tools", "fuzz", "vm", "CMakeLists.txt"]
# With another version of clang than the main one, the tests of what it compiles.
config.test_source_root = os.path.dirname(__file__)
if config.llvm_version != config.main_llvm_version:
    config.test_source_root = os.path.join(config.test_source_root, "clang-plugin")
config.test_exec_root = lit_config.params.get(
    "exec_root", os.path.join(config.btfkit_build, "test", config.suite))
# `REQUIRES: clang-22`: what other versions don't do.
config.available_features.add(f"clang-{config.llvm_version}")

config.environment["PATH"] = os.pathsep.join(
    [
        os.path.join(config.btfkit_build, "bin"),
        os.path.join(config.btfkit_build, "test", "tools"),
        config.llvm_tools,
        config.environment.get("PATH", ""),
        "/usr/sbin",  # bpftool lives there, which is not everyone's PATH
    ]
)

# tools/switch_off_mends.py has a plugin of its own, and says which of its mends is switched off.
plugin = lit_config.params.get("plugin", config.plugin)
if "switched_off" in lit_config.params:
    config.environment["BTFKIT_SWITCHED_OFF"] = lit_config.params["switched_off"]
include = os.path.join(config.btfkit_source, "clang-plugin", "include")
testdata = os.path.join(config.btfkit_source, "testdata")

# Each object that clang makes with the plugin is verified in passing.
verified = " ".join([os.path.join(os.path.dirname(__file__), "clang_verified"),
                     os.path.join(config.llvm_tools, "llvm-dwarfdump"), config.clangxx])

# Kernels that libbpf can load for as well, which are those of its own byte order; the running one
# is the last, if it shows its BTF.
little_endian_kernels = [os.path.join(testdata, kernel + ".btf.xz") for kernel in (
    "6.1.0-56-amd64", "6.12.107+deb13-amd64", "6.12.107+deb13-cloud-arm64")]
if sys.byteorder == "little" and os.path.exists("/sys/kernel/btf/vmlinux"):
    little_endian_kernels.append("/sys/kernel/btf/vmlinux")

# Longest names first: lit replaces in this order.
config.substitutions += [
    # clang for BPF with the plugin, as a user calls it but for the verification
    ("%clangxx_btf", f"{verified} {config.bpf_flags} -fplugin={plugin} -I{include}"),
    # the same flags without the plugin
    ("%clangxx_bpf", f"{config.clangxx} {config.bpf_flags}"),
    ("%clang_bpf", f"{config.clang} -target bpf -g -O2 -Wall"),
    ("%clangxx", config.clangxx),
    ("%clang", config.clang),
    # libstdc++'s headers for a BPF program; they want to know a real machine
    ("%libstdcxx", config.libstdcxx_flags),
    ("%libcxx", config.libcxx_flags),
    ("%plugin", plugin),
    ("%python", sys.executable),
    ("%include", include),
    ("%little_endian_kernels", " ".join(little_endian_kernels)),
    ("%testdata", testdata),
    ("%examples", os.path.join(config.btfkit_source, "examples")),
    ("%tools", os.path.join(config.btfkit_build, "test", "tools")),
    ("%source", config.btfkit_source),
    ("%build", config.btfkit_build),
]

# `REQUIRES: bpf`: the running kernel loads BPF programs and shows its BTF. Where it does, no
# such test is skipped; where it doesn't, the reason is printed once here.
probe = subprocess.run(
    [os.path.join(config.btfkit_build, "test", "tools", "can_load_bpf")],
    capture_output=True, text=True)
if probe.returncode == 0:
    config.available_features.add("bpf")
else:
    lit_config.note("tests that load into the kernel are skipped: " + probe.stderr.strip())

# `REQUIRES: arena`, `exceptions`: it has them, which came with Linux 6.9 and 6.7.
if "bpf" in config.available_features:
    with open("/sys/kernel/btf/vmlinux", "rb") as btf:
        names = btf.read()
    for feature, name in ("arena", b"BPF_MAP_TYPE_ARENA"), ("exceptions", b"bpf_throw"):
        if b"\0" + name + b"\0" in names:
            config.available_features.add(feature)
        else:
            lit_config.note(f"tests of {feature} are skipped: the running kernel has none")

# `REQUIRES: own-debug-info`: this build's own programs have DWARF.
sections = subprocess.run(
    ["readelf", "-SW", os.path.join(config.btfkit_build, "bin", "btfgen")],
    capture_output=True, text=True).stdout
if ".debug_info" in sections:
    config.available_features.add("own-debug-info")
else:
    lit_config.note("what reads this build's own debug info is left out: it was made without -g")

# `REQUIRES: own-usr-lib-debug`: another folder can stand in for /usr/lib/debug, for one command.
in_usr_lib_debug = "unshare -rm sh -c 'mount --bind \"$1\" /usr/lib/debug && shift && \"$@\"' sh"
probe = subprocess.run(f"{in_usr_lib_debug} /tmp true", shell=True, capture_output=True, text=True)
if probe.returncode == 0:
    config.available_features.add("own-usr-lib-debug")
else:
    lit_config.note("what looks into /usr/lib/debug is left out: " + probe.stderr.strip())
config.substitutions.append(("%in_usr_lib_debug", in_usr_lib_debug))

# `UNSUPPORTED: sanitizer`: this build links with the sanitizers' libraries.
with open(os.path.join(config.btfkit_build, "CMakeCache.txt")) as cache:
    if "-fsanitize=" in cache.read():
        config.available_features.add("sanitizer")

# `REQUIRES: zsh`, `fish`, `mandoc`: what reads the completion and the manual pages.
for program in ("zsh", "fish", "mandoc"):
    if shutil.which(program):
        config.available_features.add(program)
    else:
        lit_config.note(f"what is tested with {program} is left out: it isn't installed")

# `REQUIRES: cilium`: Go and its loader, as Debian's packages have them.
if shutil.which("go") and os.path.isdir("/usr/share/gocode/src/github.com/cilium/ebpf"):
    config.available_features.add("cilium")
else:
    lit_config.note("images are not tried with cilium/ebpf: Go or the library isn't installed")

# `REQUIRES: dpkg-deb`: packages of Debian can be made and read here.
if shutil.which("dpkg-deb"):
    config.available_features.add("dpkg-deb")
else:
    lit_config.note("what reads packages of Debian is left out: there is no dpkg-deb")

# `REQUIRES: long`: minutes, and what `./dev fetch` brings. `./dev test --all` asks for it.
if os.environ.get("BTFKIT_LONG_TESTS"):
    config.available_features.add("long")
else:
    lit_config.note("long tests are left out: `./dev test --all` runs them")
