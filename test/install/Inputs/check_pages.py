"""Holds manual pages and completion to what the commands' --help says.

  check_pages.py BUILD

Prints what is in one and not in the other; the exit status is 1 if there is anything.
"""
import pathlib
import re
import subprocess
import sys

build = pathlib.Path(sys.argv[1])
pages = build / "pages"
faults = []


def help_of(*command):
    return subprocess.run([build / "bin" / command[0], *command[1:], "--help"],
                          capture_output=True, text=True, check=True).stdout


def options_in(text):
    return set(re.findall(r"(?<![\w-])--[a-z][\w-]*", text))


def expect(what, options, text):
    for option in sorted(options - options_in(text)):
        faults.append(f"{what} has no {option}")


def page(name):
    text = (pages / "man1" / f"{name}.1").read_text(encoding="utf-8")
    return text.replace("\\fB", " ").replace("\\-", "-")


# By their help: the option is the first word of a line that is indented.
def declared(text):
    return options_in("\n".join(re.findall(r"^ {2,6}(-[^ ]*)", text, re.MULTILINE)))


subcommands = re.findall(r"^  ([a-z]+) {2,}", help_of("btfgen").split("Subcommands:")[1], re.MULTILINE)
commands = [("btfgen", name) for name in subcommands]
commands += [(tool, name.stem.removeprefix(f"{tool}-")) for tool in ("bpfreloc", "bpfshow")
             for name in sorted((pages / "man1").glob(f"{tool}-*.1"))]
for tool, name in commands:
    options = declared(help_of(tool, name))
    assert options, (tool, name)
    expect(f"{tool}-{name}.1", options, page(f"{tool}-{name}"))
    for shell in (f"bash/{tool}", f"zsh/_{tool}"):
        expect(shell, options, (pages / shell).read_text(encoding="utf-8"))
    fish = (pages / "fish" / f"{tool}.fish").read_text(encoding="utf-8")
    expect(f"fish/{tool}.fish", options, re.sub(r" -l ", " --", fish))
# The options that btfgen has in pahole's place.
as_pahole = declared(help_of("btfgen", "-J"))
expect("btfgen-pahole.1", as_pahole, page("btfgen-pahole"))
if len(as_pahole) < 20:
    faults.append(f"too few options of pahole's: {as_pahole}")
if len(subcommands) < 9 or len(commands) < len(subcommands) + 5:
    faults.append(f"too few commands: {commands}")

# bpfload says which commands an option is for.
for line in help_of("bpfload").split("Options:")[1].splitlines():
    if match := re.match(r"  (--[a-z-]+).*?(?:\(([a-z, -]+)\))?$", line):
        for command in (match[2] or "").split(", "):
            if command:
                expect(f"bpfload-{command}.1", {match[1]}, page(f"bpfload-{command}"))

print("\n".join(faults))
sys.exit(1 if faults else 0)
