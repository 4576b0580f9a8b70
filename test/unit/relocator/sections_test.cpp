#include "sections.h"

#include <gtest/gtest.h>
#include <linux/bpf.h>

#include "abi/program_sections.h"
#include "core/types.h"
#include "kernel_of.h"

namespace btfkit::test {
namespace {

using relocator::ProgramKind;

ProgramKind kind_of(std::string_view section) {
  auto kind = relocator::program_kind(section);
  EXPECT_EQ(message(kind), "");
  return kind.value_or(ProgramKind{});
}

void expect_kind(std::string_view section, uint32_t program_type, uint32_t attach_type,
                 uint32_t flags = 0) {
  ProgramKind kind = kind_of(section);
  EXPECT_EQ(kind.program_type, program_type) << section;
  EXPECT_EQ(kind.expected_attach_type, attach_type) << section;
  EXPECT_EQ(kind.flags, flags) << section;
}

TEST(ProgramKind, OfEachFamily) {
  expect_kind("socket", BPF_PROG_TYPE_SOCKET_FILTER, 0);
  expect_kind("kprobe/do_exit", BPF_PROG_TYPE_KPROBE, 0);
  expect_kind("kretprobe.multi/do_*", BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI);
  expect_kind("tp/sched/sched_switch", BPF_PROG_TYPE_TRACEPOINT, 0);
  expect_kind("raw_tp.w/x", BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE, 0);
  expect_kind("tp_btf/sched_switch", BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP);
  expect_kind("fmod_ret/f", BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN);
  expect_kind("lsm_cgroup/x", BPF_PROG_TYPE_LSM, BPF_LSM_CGROUP);
  expect_kind("iter/task", BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER);
  expect_kind("tc", BPF_PROG_TYPE_SCHED_CLS, 0);
  expect_kind("sk_lookup/x", BPF_PROG_TYPE_SK_LOOKUP, BPF_SK_LOOKUP);
  expect_kind("cgroup/connect6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_CONNECT);
  expect_kind("cgroup/dev", BPF_PROG_TYPE_CGROUP_DEVICE, BPF_CGROUP_DEVICE);
}

TEST(ProgramKind, RefusesWhatOnlyLibbpfAttaches) {
  for (auto section : {"fentry.multi", "fsession/f"}) {
    EXPECT_EQ(message(relocator::program_kind(section)),
              std::string("section '") + section + "': programs of this name are not supported");
  }
}

TEST(ProgramSections, EachHasAContext) {
  for (const abi::ProgramSection& section : abi::kProgramSections) {
    bool known = false;
    for (const abi::ProgramContext& each : abi::kProgramContexts) {
      known |= each.program_type == section.program_type;
    }
    EXPECT_TRUE(known) << section.prefix;
  }
}

TEST(ProgramSections, ContextFollowsFromTheType) {
  auto context_of = [](std::string_view name) {
    return abi::context_of(*abi::find_program_section(name));
  };
  EXPECT_EQ(context_of("cgroup/connect4").structs.front(), "bpf_sock_addr");
  EXPECT_EQ(context_of("xdp.frags/devmap").structs.front(), "xdp_md");
  EXPECT_EQ(context_of("iter/task").kind, abi::ContextKind::kIterator);
  EXPECT_EQ(context_of("fentry/f").kind, abi::ContextKind::kArguments);
  EXPECT_EQ(context_of("syscall").kind, abi::ContextKind::kAny);
  EXPECT_TRUE(abi::is_context("__sk_buff"));
  EXPECT_TRUE(abi::is_context("bpf_iter__task"));
  EXPECT_FALSE(abi::is_context("task_struct"));
}

TEST(ProgramKind, OfTheLongestPrefix) {
  expect_kind("xdp", BPF_PROG_TYPE_XDP, BPF_XDP);
  expect_kind("xdp/anything", BPF_PROG_TYPE_XDP, BPF_XDP);
  expect_kind("xdp/devmap", BPF_PROG_TYPE_XDP, BPF_XDP_DEVMAP);
  expect_kind("xdp.frags/cpumap/x", BPF_PROG_TYPE_XDP, BPF_XDP_CPUMAP, BPF_F_XDP_HAS_FRAGS);
  expect_kind("cgroup/sock_release", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_RELEASE);
  expect_kind("sk_skb", BPF_PROG_TYPE_SK_SKB, 0);
  expect_kind("sk_skb/stream_parser", BPF_PROG_TYPE_SK_SKB, BPF_SK_SKB_STREAM_PARSER);
}

TEST(ProgramKind, MayBeSleepable) {
  for (auto section : {"fentry.s/f", "fexit.s/f", "fmod_ret.s/f", "lsm.s/h", "iter.s/task",
                       "uprobe.s/x", "syscall"}) {
    EXPECT_EQ(kind_of(section).flags, uint32_t{BPF_F_SLEEPABLE}) << section;
  }
  for (auto section : {"fentry/f", "lsm/h", "uprobe/x"}) EXPECT_EQ(kind_of(section).flags, 0u);
}

TEST(ProgramKind, NamesWhatToAttachTo) {
  EXPECT_EQ(kind_of("tp/sched/sched_switch").attach, "tracepoint:sched/sched_switch");
  EXPECT_EQ(kind_of("xdp").attach, "");
  EXPECT_EQ(kind_of("xdp/eth0").attach, "");
  EXPECT_EQ(kind_of("raw_tp.w/event").attach, "raw_tracepoint:event");
  EXPECT_EQ(kind_of("uprobe.multi.s//bin/sh:main").attach, "uprobe.multi:/bin/sh:main");
  EXPECT_EQ(kind_of("perf_event/cpu-clock:99Hz").attach, "perf_event:cpu-clock:99Hz");
  EXPECT_EQ(kind_of("iter/task").attach, "iter:task");
  EXPECT_EQ(kind_of("iter/module:task").attach, "iter:task");
  EXPECT_EQ(kind_of("fentry/do_exit").btf_attach_name, "do_exit");
  EXPECT_EQ(kind_of("lsm/file_open").btf_attach_name, "bpf_lsm_file_open");
  EXPECT_EQ(kind_of("iter/task").btf_attach_name, "bpf_iter_task");
  ProgramKind tracepoint = kind_of("tp_btf/sched_switch");
  EXPECT_EQ(tracepoint.btf_attach_name, "btf_trace_sched_switch");
  EXPECT_EQ(tracepoint.btf_attach, relocator::Sought::kTypedef);
}

TEST(ProgramKind, LeavesIteratorsOfAMapToTheUser) {
  for (auto section : {"iter/bpf_map_elem", "iter/bpf_sk_storage_map", "iter.s/sockmap"}) {
    EXPECT_EQ(kind_of(section).attach, "") << section;
  }
}

TEST(ProgramKind, LeavesToTheIdWhatHasOne) {
  for (auto section : {"fentry/f", "tp_btf/event", "lsm/file_open"}) {
    EXPECT_EQ(kind_of(section).attach, "") << section;
  }
}

// What a system call's section attaches to in a kernel that has these functions, or the error.
std::string syscall_in(std::string_view section,
                       std::initializer_list<std::string_view> functions) {
  Types types;
  TypeId proto = types.prototype(kVoid, {});
  for (std::string_view name : functions) types.add(name, Func{proto, Linkage::kStatic});
  ProgramKind kind = kind_of(section);
  auto settled = relocator::settle_syscall(kind, kernel_of(types.btf));
  return settled ? kind.attach : message(settled);
}

TEST(ProgramKind, HasTheKernelsNameOfASystemCall) {
  EXPECT_EQ(syscall_in("ksyscall/read", {"sys_read", "__ia32_sys_read", "__x64_sys_read"}),
            "kprobe:__x64_sys_read");
  EXPECT_EQ(syscall_in("kretsyscall/read", {"__arm64_sys_read"}), "kretprobe:__arm64_sys_read");
  EXPECT_EQ(syscall_in("ksyscall/read", {"__s390x_sys_read"}), "kprobe:__s390x_sys_read");
  EXPECT_EQ(syscall_in("ksyscall/read", {"sys_read"}), "kprobe:sys_read");
  EXPECT_EQ(syscall_in("ksyscall/read", {"read", "__x64_sys_readv"}),
            "the target has no FUNC of system call 'read' to attach to, such as '__x64_sys_read'");
  EXPECT_EQ(syscall_in("kprobe/sys_read", {}), "kprobe:sys_read");
}

TEST(ProgramKind, IsNotGuessed) {
  for (auto section : {"", "xdpx", "xd", "fentr", "XDP", "unknown/x", "/xdp"}) {
    EXPECT_EQ(message(relocator::program_kind(section)),
              fmt::format("section '{}': programs of this name are not supported", section));
  }
}

TEST(ProgramKind, WantsTheNameToAttachTo) {
  for (std::string section : {"fentry", "fentry/"}) {
    EXPECT_EQ(message(relocator::program_kind(section)),
              "section '" + section + "': what to attach to is missing: 'fentry/NAME' expected");
  }
}

TEST(AttachId, IsThatOfTheRightKind) {
  Types types;
  TypeId proto = types.prototype(kVoid, {});
  types.alias("do_exit", proto);
  TypeId function = types.add("do_exit", Func{proto, Linkage::kStatic});
  types.add("btf_trace_event", Func{proto, Linkage::kStatic});
  TypeId tracepoint = types.alias("btf_trace_event", types.pointer(proto));
  const relocator::Kernel kernel = kernel_of(types.btf);
  EXPECT_EQ((*relocator::attach_target(kind_of("fentry/do_exit"), kernel))->id, function);
  EXPECT_EQ((*relocator::attach_target(kind_of("tp_btf/event"), kernel))->id, tracepoint);
  EXPECT_EQ(*relocator::attach_target(kind_of("xdp"), kernel), std::nullopt);
}

TEST(AttachId, NamesWhatTheTargetLacks) {
  const relocator::Kernel kernel = kernel_of(Types().btf);
  EXPECT_EQ(message(relocator::attach_target(kind_of("fentry/none"), kernel)),
            "the target has no FUNC 'none' to attach to");
  EXPECT_EQ(message(relocator::attach_target(kind_of("tp_btf/none"), kernel)),
            "the target has no TYPEDEF 'btf_trace_none' to attach to");
}

}  // namespace
}  // namespace btfkit::test
