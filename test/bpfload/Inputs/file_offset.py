"""Prints where in an ELF file a function is, as 0xOFFSET: file_offset.py FILE FUNCTION"""
import re
import subprocess
import sys


def readelf(option):
    return subprocess.run(["readelf", "-W", option, sys.argv[1]], capture_output=True, text=True,
                          check=True).stdout


address = int(re.search(rf"([0-9a-f]{{16}}) .* FUNC .* {sys.argv[2]}$", readelf("-s"), re.M)[1], 16)
for line in readelf("-l").splitlines():
    words = line.split()
    if words[:1] != ["LOAD"]:
        continue
    offset, start, size = (int(words[i], 16) for i in (1, 2, 4))
    if start <= address < start + size:
        print(hex(address - start + offset))
