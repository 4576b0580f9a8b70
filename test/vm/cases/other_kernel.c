// An image for another kernel is refused, here that of another build: one byte of its build id.
// RUN: bpfload test-run %image --data-hex 000102030405060708090a0b0c0d0e0f
// CHECK: retval: 3 (0x3)
// RUN: id=$(bpfload inspect %image | sed -n 's/^target build id: //p')
// RUN: test ${#id} = 40
// RUN: other_build %image /tmp/other.image $id
// RUN: refused bpfload test-run /tmp/other.image --data-hex 000102030405060708090a0b0c0d0e0f
// CHECK: bpfload: /tmp/other.image: made for kernel [[release:[^ ]+]] with build id {{[0-9a-f]+}}, but the running kernel [[release]] has
// RUN: bpfload test-run /tmp/other.image --any-kernel --data-hex 000102030405060708090a0b0c0d0e0f
// CHECK: retval: 3 (0x3)
#include "case.h"

SEC("socket") int three(struct __sk_buff *skb) { return 3; }
