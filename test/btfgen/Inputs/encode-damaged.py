# Encodes many damaged copies of an object. Each must end with exit status 0, or with 1 and one line
# of error and no output file.
import os
import random
import subprocess
import sys

btfgen, name, section, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
listing = subprocess.run(["llvm-readelf", "-SW", name], capture_output=True, text=True, check=True)
for line in listing.stdout.splitlines():
    fields = line.replace("[ ", "[").split()
    if len(fields) > 5 and fields[1] == section:
        begin, size = int(fields[4], 16), int(fields[5], 16)

original = open(name, "rb").read()
copy, output = name + ".damaged", name + ".damaged.btf"
chance = random.Random(20210528)
for attempt in range(count):
    data = bytearray(original)
    for _ in range(chance.choice([1, 3, 10])):
        data[begin + chance.randrange(size)] = chance.randrange(256)
    open(copy, "wb").write(data)
    if os.path.exists(output):
        os.unlink(output)
    run = subprocess.run([btfgen, "encode", copy, "-o", output], capture_output=True, text=True,
                         timeout=60)
    errors = [line for line in run.stderr.splitlines() if "warning: " not in line]
    good = run.returncode == 0 and not errors and os.path.exists(output)
    refused = run.returncode == 1 and len(errors) == 1 and not os.path.exists(output)
    if not good and not refused:
        sys.exit(f"attempt {attempt}: status {run.returncode}: {run.stderr}")
