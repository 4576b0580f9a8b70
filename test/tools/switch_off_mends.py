"""Is each mend of the plugin noticed by a test if it is switched off?  See docs/plugin-mends.md.

  switch_off_mends.py ROOT --build BUILD [NAME...]   switch them off in turn and run their tests
  switch_off_mends.py ROOT --check                   is the table whole?
  switch_off_mends.py ROOT --markdown                the table as docs/plugin-mends.md has it

The table is test/clang-plugin/Inputs/mends.toml. One plugin is built that holds the edits of all
mends, in BUILD/mends; environment variable BTFKIT_SWITCHED_OFF says which of them takes effect. With
none the tests have to pass, with one the tests that are named for it have to fail. The exit status is
1 if one isn't noticed.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tomllib

PLUGIN = pathlib.PurePath("clang-plugin")
TESTS = pathlib.PurePath("test/clang-plugin")
TABLE = TESTS / "Inputs/mends.toml"
PAGE = pathlib.PurePath("docs/plugin-mends.md")
FIELDS = {"name", "does", "file", "from", "by", "test"}
OPTIONAL = {"diagnostic", "clang"}
MARKS = ("<!-- mends -->", "<!-- end of mends -->")

# What the edits ask, and where it is declared.
SWITCH = re.compile(r"\bOFF\b")
HEADER = "switched_off.h"
HEADER_TEXT = """#pragma once
#include <cstdlib>
#include <string_view>
inline bool switched_off(std::string_view mend) {
  const char* name = std::getenv("BTFKIT_SWITCHED_OFF");
  return name != nullptr && mend == name;
}
"""

# What the scratch build has in common with the build that it belongs to.
CACHE = ("CMAKE_BUILD_TYPE", "CMAKE_C_COMPILER", "CMAKE_CXX_COMPILER",
         "CMAKE_C_FLAGS_RELWITHDEBINFO", "CMAKE_CXX_FLAGS_RELWITHDEBINFO", "BTFKIT_WERROR",
         "BTFKIT_LLVM_VERSION", "BTFKIT_PLUGIN_LLVM_VERSIONS")


def read_table(root):
    return tomllib.loads((root / TABLE).read_text(encoding="utf-8"))


def tests_of(mend):
    return mend["test"] if isinstance(mend["test"], list) else [mend["test"]]


def edited(root, mends):
    """The plugin's files with all edits in them, by name, and what is wrong with the edits."""
    faults, edits = [], {}
    for mend in mends:
        path = root / PLUGIN / mend["file"]
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        count = text.count(mend["from"])
        if count != 1:
            faults.append(f"{mend['name']}: its text occurs {count} times in {mend['file']}")
        elif not SWITCH.search(mend["by"]):
            faults.append(f"{mend['name']}: 'by' doesn't say OFF")
        else:
            at = text.index(mend["from"])
            edits.setdefault(mend["file"], []).append((at, at + len(mend["from"]), mend))
    files = {}
    for name, places in edits.items():
        text, left = (root / PLUGIN / name).read_text(encoding="utf-8"), None
        for begin, end, mend in sorted(places, key=lambda place: place[0], reverse=True):
            if left is not None and end > left:
                faults.append(f"{mend['name']}: its text overlaps with another mend's")
                continue
            by = SWITCH.sub(f'::switched_off("{mend["name"]}")', mend["by"])
            text, left = text[:begin] + by + text[end:], begin
        files[name] = f'#include "{HEADER}"\n{text}'
    return files, faults


def check(root):
    table = read_table(root)
    mends = table["mend"]
    _, faults = edited(root, mends)
    names = [mend["name"] for mend in mends]
    faults += [f"{name}: there are two of that name" for name in sorted(set(names))
               if names.count(name) > 1]
    for mend in mends:
        wrong = (FIELDS - mend.keys()) | (mend.keys() - FIELDS - OPTIONAL)
        faults += [f"{mend.get('name')}: field '{field}' is missing or unknown" for field in wrong]
        faults += [f"{mend['name']}: there is no test {test}" for test in tests_of(mend)
                   if not (root / TESTS / test).is_file()]

    header = (root / PLUGIN / "diagnostics.h").read_text(encoding="utf-8")
    known = set(re.findall(r'DiagnosticEntry\{Diagnostic::\w+, "([^"]+)"', header))
    said = {mend["diagnostic"] for mend in mends if "diagnostic" in mend}
    faults += [f"diagnostic '{name}' has no mend" for name in sorted(known - said)]
    faults += [f"there is no diagnostic '{name}'" for name in sorted(said - known)]

    files = {path.name for path in (root / PLUGIN).glob("*.cpp")}
    without = table["without_mends"]
    used = {mend["file"] for mend in mends}
    faults += [f"{name} has no mend" for name in sorted(files - used - without.keys())]
    faults += [f"{name} is said to have no mend" for name in sorted(without.keys() & used)]
    faults += [f"there is no {name}" for name in sorted(without.keys() - files)]

    page = (root / PAGE).read_text(encoding="utf-8")
    found = page.split(MARKS[0])[-1].split(MARKS[1])[0].strip()
    if found != markdown(mends).strip():
        faults.append(f"{PAGE} isn't what --markdown prints")
    return faults


def markdown(mends):
    lines = ["| mend | what it does | file | test |", "|---|---|---|---|"]
    for mend in mends:
        does = mend["does"].replace("|", "\\|")
        if "diagnostic" in mend:
            does += f" (`{mend['diagnostic']}`)"
        tests = ", ".join(f"`{test}`" for test in tests_of(mend))
        if "clang" in mend:
            tests += f" (clang {mend['clang']})"
        lines.append(f"| {mend['name']} | {does} | `{mend['file']}` | {tests} |")
    return "\n".join(lines) + "\n"


def write(path, text):
    """Leaves a file alone that has this text, so that it isn't built again."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def build_plugin(root, build, mends):
    """A tree like ROOT's, by links, whose plugin has all edits; returns the plugin's file."""
    scratch = build / "mends"
    tree = scratch / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    sources = scratch / PLUGIN
    sources.mkdir(parents=True, exist_ok=True)
    tree.mkdir()
    for path in root.iterdir():
        if not path.name.startswith((".", "build")) and path.name != PLUGIN.name:
            (tree / path.name).symlink_to(path)
    (tree / PLUGIN).symlink_to(sources)

    files, faults = edited(root, mends)
    if faults:
        sys.exit("\n".join(f"DOES NOT APPLY  {fault}" for fault in faults))
    write(sources / HEADER, HEADER_TEXT)
    originals = [path for path in (root / PLUGIN).iterdir() if path.is_file()]
    for path in originals:
        write(sources / path.name, files.get(path.name) or path.read_text(encoding="utf-8"))
    for path in sources.iterdir():
        if path.is_file() and path.name not in {HEADER, *(each.name for each in originals)}:
            path.unlink()
    if not (sources / "include").exists():
        (sources / "include").symlink_to(root / PLUGIN / "include")

    cache = dict(re.findall(r"^(\w+):\w+=(.*)$", (build / "CMakeCache.txt").read_text(), re.M))
    defined = [f"-D{name}={cache[name]}" for name in CACHE if name in cache]
    commands = (["cmake", "-S", tree, "-B", scratch / "build", "-G", cache["CMAKE_GENERATOR"],
                 "-DBUILD_TESTING=OFF", *defined],
                ["cmake", "--build", scratch / "build", "-j2", "--target", "btfplugin"])
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{done.stdout}{done.stderr}DOES NOT COMPILE")
    return scratch / "build/lib/libbtfplugin.so"


class Lit:
    def __init__(self, build, plugin):
        cache = (build / "CMakeCache.txt").read_text()
        self.lit = re.search(r"^BTFKIT_LIT:\w+=(.*)$", cache, re.M)[1]
        self.build = build
        self.plugin = plugin

    def run(self, tests, clang=None, switched_off=None):
        """What became of the tests, by their paths: lit's words for it."""
        scratch = self.build / "mends"
        result = scratch / "result.json"
        result.unlink(missing_ok=True)
        suite = self.build / "test" / (f"lit-clang-{clang}" if clang else "lit")
        # The suite of another clang has this folder's tests only.
        folder = suite if clang else suite / TESTS.name
        environment = {key: value for key, value in os.environ.items()
                       if key != "BTFKIT_SWITCHED_OFF"}
        parameters = [f"plugin={self.plugin}", f"exec_root={scratch / 'tests' / suite.name}"]
        if switched_off is not None:
            parameters.append(f"switched_off={switched_off}")
        done = subprocess.run(
            [self.lit, "-q", "-j2", "--output", result,
             *(f"-D{parameter}" for parameter in parameters), *(folder / test for test in tests)],
            capture_output=True, text=True, env=environment)
        if not result.is_file():
            sys.exit(f"{done.stdout}{done.stderr}lit failed")
        found = json.loads(result.read_text())["tests"]
        return {each["name"].removeprefix(each["name"].split(" :: ")[0] + " :: ")
                .removeprefix(TESTS.name + "/"): each["code"] for each in found}


def run(root, build, wanted):
    mends = read_table(root)["mend"]
    unknown = set(wanted) - {mend["name"] for mend in mends}
    if unknown:
        sys.exit(f"there is no mend {', '.join(sorted(unknown))}")
    lit = Lit(build, build_plugin(root, build, mends))
    chosen = [mend for mend in mends if not wanted or mend["name"] in wanted]

    # A test that can't pass would notice everything.
    for clang in sorted({mend.get("clang", 0) for mend in chosen}):
        tests = sorted({test for mend in chosen if mend.get("clang", 0) == clang
                        for test in tests_of(mend)})
        failed = [f"{test}: {code}" for test, code in lit.run(tests, clang or None).items()
                  if code != "PASS"]
        if failed:
            sys.exit("with no mend switched off these tests don't pass:\n" + "\n".join(failed))

    not_noticed = 0
    for mend in chosen:
        codes = lit.run(tests_of(mend), mend.get("clang"), mend["name"])
        passed = [test for test, code in codes.items() if code != "FAIL"]
        not_noticed += 1 if passed else 0
        print(f"NOT NOTICED  {mend['name']}: {', '.join(passed)}" if passed else
              f"NOTICED      {mend['name']}: {', '.join(codes)}", flush=True)
    print(f"{len(chosen)} mends switched off in turn, {not_noticed} not noticed")
    return 1 if not_noticed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=lambda text: pathlib.Path(text).resolve())
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--build", type=lambda text: pathlib.Path(text).resolve())
    how.add_argument("--check", action="store_true")
    how.add_argument("--markdown", action="store_true")
    parser.add_argument("mends", nargs="*")
    # Names may stand behind the option.
    options = parser.parse_intermixed_args()
    if options.markdown:
        print(markdown(read_table(options.root)["mend"]), end="")
    elif options.check:
        faults = check(options.root)
        print("\n".join(faults))
        sys.exit(1 if faults else 0)
    else:
        sys.exit(run(options.root, options.build, options.mends))


main()
