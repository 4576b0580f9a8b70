// Attaches programs and struct_ops maps: to what the plan says, or to what the user names.
#include <linux/bpf.h>

#include <cstring>

#include "attach/kinds.h"
#include "attach/struct_ops.h"
#include "names.h"
#include "object.h"

namespace loader {
namespace {

// The kind of "KIND:TARGET", and where the target begins; null if there is none of that name.
const AttachKind* find_kind(const char* what, const char*& target) {
  for (const AttachKind& kind : attach_kinds()) {
    const size_t size = strlen(kind.name);
    if (strncmp(what, kind.name, size) == 0 && what[size] == ':') {
      target = what + size + 1;
      return &kind;
    }
  }
  return nullptr;
}

bool unknown_kind(const char* what, bpfload_error& error) {
  return fail(error, "'%s': is not KIND:TARGET of a kind that can be attached to", what);
}

int find_attachable(const Plan& plan, const char* what, bpfload_error& error) {
  const char* target;
  const AttachKind* kind = find_kind(what, target);
  if (kind == nullptr) {
    unknown_kind(what, error);
    return -1;
  }
  int found = -1;
  for (size_t i = 0; i < plan.programs.size(); i++) {
    if (!kind->takes(plan.programs[i].attr)) continue;
    if (found >= 0) {
      fail(error, "'%s': fits '%s' and '%s'; choose by PROGRAM=%s", what,
           plan.programs[static_cast<size_t>(found)].name, plan.programs[i].name, what);
      return -1;
    }
    found = static_cast<int>(i);
  }
  if (found < 0) fail(error, "'%s': no program can be attached so", what);
  return found;
}

// What is attached; released unless it is kept.
class Made {
 public:
  explicit Made(const char* name) : first{-1, name, true, nullptr} {}
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;
  ~Made() {
    if (kept_) return;
    if (first.fd >= 0 || first.detach != nullptr) release(first);
    for (const Link& link : others) release(link);
  }

  bool keep(bpfload_object& object, bpfload_error& error) {
    const size_t before = object.links.size();
    kept_ = object.links.append(first);
    for (const Link& link : others) kept_ = kept_ && object.links.append(link);
    if (kept_) return true;
    while (object.links.size() > before) object.links.pop();
    return fail(error, "%m");
  }

  Link first;
  Array<Link> others;

 private:
  bool kept_ = false;
};

bool refuse_type(const plan_program_attr& attr, const char* otherwise, bpfload_error& error) {
  return fail(error, "type %s: %s", program_type_name(attr.prog_type), otherwise);
}

bool attach_to(bpfload_object& object, size_t index, const char* what, Made& made,
               bpfload_error& error) {
  const ProgramPlan& program = object.image.plan.programs[index];
  const char* target;
  const AttachKind* kind = find_kind(what, target);
  if (kind == nullptr) return unknown_kind(what, error);
  const Attempt attempt = {object, object.programs[index], program.attr, program.name,
                           target, kind->variant,          made.others};
  if (!kind->takes(program.attr)) {
    if (const char* otherwise = used_otherwise(program.attr)) {
      return refuse_type(program.attr, otherwise, error);
    }
    return fail(error, "'%s': does not go with type %s, attach type %u", what,
                program_type_name(program.attr.prog_type), program.attr.expected_attach_type);
  }
  if (*target == '\0') {
    return fail(error, "'%s': expected %s:%s", what, kind->name, kind->target);
  }
  return kind->attach(attempt, made.first, error) || add_context(error, "'%s'", what);
}

bool attach_as_planned(bpfload_object& object, size_t index, Made& made, bpfload_error& error) {
  const ProgramPlan& program = object.image.plan.programs[index];
  if (attaches_by_btf_id(program.attr)) {
    return attach_by_btf_id(object.programs[index], made.first, error);
  }
  if (program.attach != nullptr) return attach_to(object, index, program.attach, made, error);
  const char* otherwise = used_otherwise(program.attr);
  return refuse_type(
      program.attr, otherwise != nullptr ? otherwise : "the plan does not say what to attach it to",
      error);
}

bool attach(bpfload_object& object, size_t index, const char* target, bpfload_error& error) {
  const char* name = object.image.plan.programs[index].name;
  Made made(name);
  if (!(target == nullptr ? attach_as_planned(object, index, made, error)
                          : attach_to(object, index, target, made, error))) {
    return add_context(error, "program '%s'", name);
  }
  return made.keep(object, error);
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
    const ProgramPlan& program = plan.programs[i];
    if (!attaches_by_btf_id(program.attr) && program.attach == nullptr) continue;
    if (!attach(object, i, nullptr, error)) return false;
  }
  for (size_t i = 0; i < plan.maps.size(); i++) {
    if (is_struct_ops(plan.maps[i]) && !attach_map(object, i, error)) return false;
  }
  return true;
}

}  // namespace

void release(const Link& link) {
  if (link.detach != nullptr) link.detach(link);
  if (link.fd >= 0) close(link.fd);
}

}  // namespace loader

using namespace loader;

int bpfload_find_attachable(const bpfload_object* object, const char* target,
                            bpfload_error* error) {
  const int found = find_attachable(object->image.plan, target, *error);
  if (found < 0) add_context(*error, "%s", object->image.name.begin());
  return found;
}

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
