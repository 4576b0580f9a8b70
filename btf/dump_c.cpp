// BTF as a C header: stages in order. See docs/btfgen-dump.md.
#include <future>
#include <memory>

#include "btf/dump.h"
#include "dump_c_order.h"
#include "dump_c_part.h"

namespace btfkit::btf {
namespace {

// preserve_access_index makes clang note every access, so that a loader can adjust it to the kernel
// that the program meets.
constexpr std::string_view kHead =
    "#ifndef __VMLINUX_H__\n"
    "#define __VMLINUX_H__\n"
    "\n"
    "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
    "#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)\n"
    "#endif\n"
    "\n";
constexpr std::string_view kTail =
    "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
    "#pragma clang attribute pop\n"
    "#endif\n"
    "\n"
    "#endif /* __VMLINUX_H__ */\n";

// What is found out about all types beside their order, and takes as long.
struct Survey {
  c::References references;
  c::Repeats repeats;

  explicit Survey(const Btf& btf) : references(btf), repeats(btf, references) {}
};

}  // namespace

Result<void> dump_c(const Btf& btf, std::span<const TypeId> types, const Sink& sink) {
  constexpr size_t kWorthAThread = 4096;  // types or statements
  // Where no thread can be made, or none is worth it, the work is done when it is asked for.
  auto when = [](size_t count) {
    return count < kWorthAThread ? std::launch::deferred
                                 : std::launch::async | std::launch::deferred;
  };
  auto survey_later = std::async(when(types.size()), [&] { return Survey(btf); });
  Text nothing;
  c::Walk walk(btf, nothing);
  std::vector<TypeId> ordered = c::order(btf, types, walk, nullptr);
  // From here on ids are in the order of definition.
  Survey survey = survey_later.get();
  BTFKIT_CHECK(walk.result());
  c::Statements statements(btf, survey.references, walk);
  statements.define(ordered);
  BTFKIT_CHECK(walk.result());
  std::vector<c::Statement> all = statements.take();

  // From here on no statement depends on another one, but for versions of names. A header of all
  // types is not as long as they are.
  c::Halves halves = c::halves(btf, all);
  auto write = [&](std::span<const c::Statement> part) {
    auto text = std::make_unique<c::Part>(btf, survey.repeats, btf.own_words().size_bytes() / 2);
    text->write(part);
    return text;
  };
  auto second_later = std::async(when(all.size()), write, halves.second);
  std::unique_ptr<c::Part> first = write(halves.first);
  std::unique_ptr<c::Part> second = second_later.get();
  BTFKIT_CHECK(first->result());
  BTFKIT_CHECK(second->result());

  Text header(sink);
  c::Versions versions(btf);
  header.add(kHead);
  first->put(versions, header);
  second->put(versions, header);
  header.add(kTail);
  header.flush();
  return {};
}

}  // namespace btfkit::btf
