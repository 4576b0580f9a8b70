// The kinds of attachments, by the names that the plan and the command line have for them:
// "KIND:TARGET". A family of kinds is a file beside this one.
#pragma once

#include <span>

#include "error.h"
#include "object.h"

namespace loader {

// One program that is to be attached.
struct Attempt {
  bpfload_object& object;
  int program;  // its descriptor
  const plan_program_attr& attr;
  const char* name;
  const char* target;   // what stands behind "KIND:"
  uint32_t variant;     // of the kind's row
  Array<Link>& others;  // takes the links beside the first, where one attachment has several
};

struct AttachKind {
  const char* name;
  const char* target;  // what `Attempt::target` has to be, for people: "INTERFACE"
  bool (*takes)(const plan_program_attr& attr);  // whether the program can be attached so
  // Sets the link's descriptor, and what else detaching takes. What it made before it failed is
  // released by the caller.
  bool (*attach)(const Attempt& attempt, Link& link, bpfload_error& error);
  uint32_t variant = 0;  // what tells it from other kinds with the same function, which knows it
};

std::span<const AttachKind> attach_kinds();

// What each row calls. Their messages say what was to be attached to.
bool attach_cgroup(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_clsact(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_netfilter(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_netkit(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_netns(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_raw_tracepoint(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_socket_filter(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_sockmap(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_tc(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_tracepoint(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_xdp(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_kprobe(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_kretprobe(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_kprobe_multi(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_kretprobe_multi(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_kprobe_session(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_uprobe(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_uretprobe(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_uprobe_multi(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_uretprobe_multi(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_uprobe_session(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_usdt(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_perf_samples(const Attempt& attempt, Link& link, bpfload_error& error);
bool attach_iterator(const Attempt& attempt, Link& link, bpfload_error& error);

// How programs of a type come to where they run that have no kind, such as "is put into a map".
const char* used_otherwise(const plan_program_attr& attr);

// Programs that were loaded for a BTF id (fentry and its kind, LSM hooks, freplace) are attached to
// what it names.
bool attaches_by_btf_id(const plan_program_attr& attr);
bool attach_by_btf_id(int program, Link& link, bpfload_error& error);

}  // namespace loader
