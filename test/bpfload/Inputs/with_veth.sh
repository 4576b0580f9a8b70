#!/bin/sh
# Runs a command in a network namespace of its own, in which v0 (10.9.0.1) is one end of a cable.
# Its other end is v1 (10.9.0.2) in namespace `peer`: `ip netns exec peer COMMAND`. All of it is gone
# with the last process.
if [ "$1" != --inside ]; then exec unshare --net --mount "$0" --inside "$@"; fi
shift
set -e
mount -t tmpfs none /run
ip netns add peer
ip link add v0 type veth peer name v1 netns peer
# Nothing but what a test sends.
echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
ip netns exec peer sh -c 'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6'
ip addr add 10.9.0.1/24 dev v0
ip link set lo up
ip link set v0 up
ip -n peer addr add 10.9.0.2/24 dev v1
ip -n peer link set lo up
ip -n peer link set v1 up
exec "$@"
