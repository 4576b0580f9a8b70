// Attachments, all of them BPF links: what they attach goes when their descriptor is closed and
// they aren't pinned.
#include <linux/perf_event.h>
#include <net/if.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "bpf_syscall.h"
#include "file.h"
#include "names.h"
#include "object.h"
#include "pin.h"
#include "struct_ops.h"

namespace loader {
namespace {

enum class Attachment {
  raw_tracepoint,  // by the name in the plan
  btf_target,      // by the BTF id that the program was loaded with, also of another program
  by_map,          // by a struct_ops map that has it
  tracepoint,      // by category and name
  named_by_user,   // to an interface or the like, or only called
  not_supported,
};

Attachment attachment_of(const plan_program_attr& attr) {
  switch (attr.prog_type) {
    case BPF_PROG_TYPE_RAW_TRACEPOINT:
    case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
      return Attachment::raw_tracepoint;
    case BPF_PROG_TYPE_TRACEPOINT:
      return Attachment::tracepoint;
    case BPF_PROG_TYPE_TRACING:
      return attr.expected_attach_type == BPF_TRACE_ITER ? Attachment::not_supported
                                                         : Attachment::btf_target;
    case BPF_PROG_TYPE_LSM:
      return attr.expected_attach_type == BPF_LSM_MAC ? Attachment::btf_target
                                                      : Attachment::not_supported;
    case BPF_PROG_TYPE_EXT:
      return Attachment::btf_target;
    case BPF_PROG_TYPE_STRUCT_OPS:
      return Attachment::by_map;
    case BPF_PROG_TYPE_KPROBE:
    case BPF_PROG_TYPE_PERF_EVENT:
      return Attachment::not_supported;
    default:
      return Attachment::named_by_user;
  }
}

bool open_raw_tracepoint(int program, const char* name, Fd& link, bpfload_error& error) {
  bpf_attr attr = empty_attr();
  attr.raw_tracepoint.prog_fd = static_cast<uint32_t>(program);
  attr.raw_tracepoint.name = pointer(name);
  link = Fd(bpf(BPF_RAW_TRACEPOINT_OPEN, attr));
  if (link.valid()) return true;
  if (name == nullptr) return fail(error, "BPF_RAW_TRACEPOINT_OPEN: %m");
  return fail(error, "raw tracepoint '%s': BPF_RAW_TRACEPOINT_OPEN: %m", name);
}

bool create_link(int program, int target, uint32_t attach_type, Fd& link, bpfload_error& error) {
  bpf_attr attr = empty_attr();
  attr.link_create.prog_fd = static_cast<uint32_t>(program);
  attr.link_create.target_fd = static_cast<uint32_t>(target);  // or an interface's index
  attr.link_create.attach_type = attach_type;
  link = Fd(bpf(BPF_LINK_CREATE, attr));
  return link.valid() || fail(error, "BPF_LINK_CREATE: %m");
}

bool read_tracepoint_id(const char* name, uint64_t& id, bpfload_error& error) {
  const char* slash = strchr(name, '/');
  if (slash == nullptr || strchr(slash + 1, '/') != nullptr || strstr(name, "..") != nullptr) {
    return fail(error, "tracepoint '%s': expected CATEGORY/NAME", name);
  }
  for (const char* root : {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"}) {
    Path path;
    snprintf(path.text, sizeof path.text, "%s/events", root);
    if (access(path.text, F_OK) != 0) continue;
    snprintf(path.text, sizeof path.text, "%s/events/%s/id", root, name);
    Array<std::byte> file;
    if (!read_file(path.text, file, error)) return add_context(error, "tracepoint '%s'", name);
    if (!file.append(std::byte{0})) return fail(error, "%m");
    unsigned long long number;
    if (sscanf(reinterpret_cast<const char*>(file.data()), "%llu", &number) != 1) {
      return fail(error, "tracepoint '%s': %s has no number", name, path.text);
    }
    id = number;
    return true;
  }
  return fail(error,
              "tracepoint '%s': tracefs is not there (mount -t tracefs tracefs "
              "/sys/kernel/tracing)",
              name);
}

bool attach_tracepoint(int program, const char* name, Fd& link, bpfload_error& error) {
  perf_event_attr attr = {};
  attr.type = PERF_TYPE_TRACEPOINT;
  attr.size = sizeof attr;
  uint64_t id;
  if (!read_tracepoint_id(name, id, error)) return false;
  attr.config = id;
  // One event on one processor is enough: a program runs wherever its tracepoint is passed.
  const Fd event(
      static_cast<int>(syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC)));
  if (!event.valid()) return fail(error, "tracepoint '%s': perf_event_open: %m", name);
  return create_link(program, event.get(), BPF_PERF_EVENT, link, error) ||
         add_context(error, "tracepoint '%s'", name);
}

bool attach_xdp(int program, const char* interface, Fd& link, bpfload_error& error) {
  const unsigned index = if_nametoindex(interface);
  if (index == 0) return fail(error, "interface '%s': %m", interface);
  return create_link(program, static_cast<int>(index), BPF_XDP, link, error) ||
         add_context(error, "interface '%s'", interface);
}

bool attach_as_planned(const ProgramPlan& program, int fd, Fd& link, bpfload_error& error) {
  const char* type = program_type_name(program.attr.prog_type);
  switch (attachment_of(program.attr)) {
    case Attachment::raw_tracepoint:
      return program.attach == nullptr ? fail(error, "has no PLAN_PROGRAM_ATTACH")
                                       : open_raw_tracepoint(fd, program.attach, link, error);
    case Attachment::tracepoint:
      return program.attach == nullptr ? fail(error, "has no PLAN_PROGRAM_ATTACH")
                                       : attach_tracepoint(fd, program.attach, link, error);
    case Attachment::btf_target:
      return open_raw_tracepoint(fd, nullptr, link, error);
    case Attachment::by_map:
      return fail(error, "type %s: is attached with its map", type);
    case Attachment::named_by_user:
      return fail(error, "type %s: the plan does not say what to attach it to", type);
    case Attachment::not_supported:
      break;
  }
  return fail(error, "type %s, attach type %u: can't be attached yet, only loaded and pinned", type,
              program.attr.expected_attach_type);
}

bool attach_to(const ProgramPlan& program, int fd, const char* target, Fd& link,
               bpfload_error& error) {
  constexpr const char* kXdp = "xdp:";
  if (strncmp(target, kXdp, strlen(kXdp)) != 0) {
    return fail(error, "'%s': expected xdp:INTERFACE", target);
  }
  if (program.attr.prog_type != BPF_PROG_TYPE_XDP) {
    return fail(error, "'%s': is of type %s, not XDP", target,
                program_type_name(program.attr.prog_type));
  }
  return attach_xdp(fd, target + strlen(kXdp), link, error);
}

bool attach(bpfload_object& object, size_t index, const char* target, bpfload_error& error) {
  const ProgramPlan& program = object.image.plan.programs[index];
  const int fd = object.programs[index];
  Fd link;
  if (!(target == nullptr ? attach_as_planned(program, fd, link, error)
                          : attach_to(program, fd, target, link, error))) {
    return add_context(error, "program '%s'", program.name);
  }
  if (!object.links.append({link.get(), program.name, true})) return fail(error, "%m");
  link.take();
  return true;
}

bool attach_map(bpfload_object& object, size_t index, bpfload_error& error) {
  Link link = {};
  if (!attach_struct_ops(object, index, link, error)) {
    return add_context(error, "map '%s'", object.image.plan.maps[index].name);
  }
  if (object.links.append(link)) return true;
  fail(error, "%m");
  release(link);
  return false;
}

bool attach_all(bpfload_object& object, bpfload_error& error) {
  const Plan& plan = object.image.plan;
  for (size_t i = 0; i < plan.programs.size(); i++) {
    const Attachment attachment = attachment_of(plan.programs[i].attr);
    if (attachment == Attachment::named_by_user || attachment == Attachment::by_map) continue;
    if (!attach(object, i, nullptr, error)) return false;
  }
  for (size_t i = 0; i < plan.maps.size(); i++) {
    if (is_struct_ops(plan.maps[i]) && !attach_map(object, i, error)) return false;
  }
  return true;
}

}  // namespace

void release(const Link& link) {
  if (!link.is_link) unregister_struct_ops(link.fd);
  close(link.fd);
}

}  // namespace loader

using namespace loader;

int bpfload_attach(bpfload_object* object, size_t program, const char* target,
                   bpfload_error* error) {
  if (attach(*object, program, target, *error)) return 0;
  add_context(*error, "%s", object->image.name.begin());
  return -1;
}

int bpfload_attach_map(bpfload_object* object, size_t map, bpfload_error* error) {
  if (attach_map(*object, map, *error)) return 0;
  add_context(*error, "%s", object->image.name.begin());
  return -1;
}

int bpfload_attach_all(bpfload_object* object, bpfload_error* error) {
  const size_t before = object->links.size();
  if (attach_all(*object, *error)) return static_cast<int>(object->links.size() - before);
  add_context(*error, "%s", object->image.name.begin());
  for (; object->links.size() != before; object->links.pop()) {
    release(object->links[object->links.size() - 1]);
  }
  return -1;
}
