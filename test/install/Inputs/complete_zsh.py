"""What zsh makes of LINE when it is asked to complete it: complete_zsh.py FOLDER LINE.

zsh completes on a terminal only, so that it gets one.
"""
import os
import pty
import select
import sys

folder, line = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvpe("zsh", ["zsh", "-f", "-i"], dict(os.environ, TERM="dumb"))


def read_until(end):
    text = ""
    while end not in text:
        ready, _, _ = select.select([terminal], [], [], 60)
        if not ready:
            sys.exit(f"no '{end}' in: {text}")
        text += os.read(terminal, 65536).decode("utf-8", "replace")
    return text


def write(text):
    os.write(terminal, text.encode())


# The marks are spelled apart, so that their echo is none.
write(f"fpath=({folder} $fpath); autoload -U compinit; compinit -u -D; "
      "show() { zle expand-or-complete; print -r -- \"<\"\"<$BUFFER>\"\">\" }; zle -N show; "
      "bindkey '^T' show; print REA''DY\n")
read_until("READY\r\n")
write(line + "\x14")
print(read_until(">>").rpartition("<<")[2].removesuffix("\r\n"))
os.close(terminal)
