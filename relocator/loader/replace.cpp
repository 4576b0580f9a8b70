// freplace: a program takes the place of a function in another one, which is running already. The
// plan has the function's id in that program's BTF, so that in another BTF it would be another
// function.
#include "replace.h"

#include <linux/bpf.h>

#include <cctype>
#include <utility>

#include "bpf_syscall.h"
#include "pin.h"
#include "target_check.h"

namespace loader {
namespace {

// What is behind "PROGRAM=" in a setting, or null if that is for another one.
const char* value_for(const char* program, const char* setting) {
  const size_t size = strlen(program);
  const bool is_named = strncmp(setting, program, size) == 0 && setting[size] == '=';
  return is_named ? setting + size + 1 : nullptr;
}

const char* setting_for(const char* program, const bpfload_options& options) {
  for (size_t i = 0; i < options.replaced_count; i++) {
    if (const char* value = value_for(program, options.replaced[i])) return value;
  }
  return nullptr;
}

bool is_number(const char* text) {
  size_t size = 0;
  while (isdigit(static_cast<unsigned char>(text[size])) != 0) size++;
  return size > 0 && size < 10 && text[size] == '\0';
}

// `where` is a program's id or its pin.
bool open_program(const char* where, Fd& fd, bpfload_error& error) {
  if (is_number(where)) {
    bpf_attr attr = empty_attr();
    attr.prog_id = static_cast<uint32_t>(strtoul(where, nullptr, 10));
    fd = Fd(bpf(BPF_PROG_GET_FD_BY_ID, attr));
    return fd.valid() || fail(error, "program %s: BPF_PROG_GET_FD_BY_ID: %m", where);
  }
  fd = Fd(object_get(where));
  if (!fd.valid()) return fail(error, "%s: BPF_OBJ_GET: %m", where);
  return kind_of(fd.get()) == ObjectKind::program || fail(error, "%s: is not a program", where);
}

bool read_btf(int program, Array<std::byte>& btf, bpfload_error& error) {
  bpf_prog_info info = {};
  if (object_info(program, &info, sizeof info) != 0) {
    return fail(error, "BPF_OBJ_GET_INFO_BY_FD: %m");
  }
  if (info.btf_id == 0) return fail(error, "was loaded without BTF");
  bpf_attr attr = empty_attr();
  attr.btf_id = info.btf_id;
  const Fd fd(bpf(BPF_BTF_GET_FD_BY_ID, attr));
  if (!fd.valid()) return fail(error, "BPF_BTF_GET_FD_BY_ID: %m");
  bpf_btf_info btf_info = {};
  if (object_info(fd.get(), &btf_info, sizeof btf_info) != 0) {
    return fail(error, "BPF_OBJ_GET_INFO_BY_FD of its BTF: %m");
  }
  if (!btf.resize(btf_info.btf_size)) return fail(error, "%m");
  btf_info = {};
  btf_info.btf = pointer(btf.data());
  btf_info.btf_size = static_cast<uint32_t>(btf.size());
  return object_info(fd.get(), &btf_info, sizeof btf_info) == 0 ||
         fail(error, "BPF_OBJ_GET_INFO_BY_FD of its BTF: %m");
}

bool find(const ProgramPlan& program, const bpfload_options& options, Fd& fd,
          bpfload_error& error) {
  const char* where = setting_for(program.name, options);
  if (where == nullptr) {
    return fail(error,
                "replaces function '%s' of a running program: name that by --target-program "
                "%s=PIN, or its id",
                program.replaces, program.name);
  }
  if (!open_program(where, fd, error)) return false;
  Array<std::byte> btf;
  if (!read_btf(fd.get(), btf, error)) return add_context(error, "target '%s'", where);
  const uint64_t found = btf_hash({btf.data(), btf.size()});
  return found == *program.replaced_hash ||
         fail(error,
              "target '%s': has other BTF (hash %016llx) than the object that it was to be loaded "
              "from (%016llx)",
              where, static_cast<unsigned long long>(found),
              static_cast<unsigned long long>(*program.replaced_hash));
}

// Each setting has to name a program that replaces something.
bool check_settings(const Plan& plan, const bpfload_options& options, bpfload_error& error) {
  for (size_t i = 0; i < options.replaced_count; i++) {
    bool known = false;
    for (const ProgramPlan& program : plan.programs) {
      known |=
          program.replaces != nullptr && value_for(program.name, options.replaced[i]) != nullptr;
    }
    if (!known) {
      return fail(error, "--target-program '%s': no program of this name replaces a function",
                  options.replaced[i]);
    }
  }
  return true;
}

}  // namespace

bool find_replaced(bpfload_object& object, const bpfload_options& options, bpfload_error& error) {
  const Plan& plan = object.image.plan;
  if (!check_settings(plan, options, error)) return false;
  if (!object.replaced.allocate(plan.programs.size())) return fail(error, "%m");
  for (size_t i = 0; i < plan.programs.size(); i++) {
    const ProgramPlan& program = plan.programs[i];
    if (program.replaces == nullptr) continue;
    Fd fd;
    if (!find(program, options, fd, error)) return add_context(error, "program '%s'", program.name);
    object.replaced.set(i, std::move(fd));
  }
  return true;
}

}  // namespace loader
