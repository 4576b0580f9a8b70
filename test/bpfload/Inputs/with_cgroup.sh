#!/bin/sh
# Runs a command with $CGROUP, a cgroup of its own that is still empty: `echo $$ > $CGROUP/cgroup.procs`
# joins it. It is removed afterwards.
if [ "$1" != --inside ]; then exec unshare --net --mount "$0" --inside "$@"; fi
shift
set -e
mount -t tmpfs none /mnt
mkdir /mnt/cgroup
mount -t cgroup2 none /mnt/cgroup
CGROUP=/mnt/cgroup/btfkit_$$
export CGROUP
mkdir $CGROUP
ip link set lo up
status=0
"$@" || status=$?
rmdir $CGROUP
exit $status
