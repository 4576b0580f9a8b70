// BTF as text.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "btf/model.h"

namespace btfkit::btf {

// The ids of `btf`'s own types, and those of its base before them as well.
std::vector<TypeId> own_types(const Btf& btf);
std::vector<TypeId> all_types(const Btf& btf);

// Takes a text piece by piece, from whichever thread has it, but never from two at a time.
using Sink = std::function<void(std::string_view)>;

// The types with the given ids, byte for byte what `bpftool btf dump file F format raw` prints.
void dump_raw(const Btf& btf, std::span<const TypeId> types, const Sink& sink);
// Every type of `btf` (of a split BTF: its own) as one text.
std::string dump_raw(const Btf& btf);

// The types with the given ids as one line of JSON, as `bpftool -j btf dump file F` prints it, or
// indented like with `-p`.
enum class JsonStyle { kCompact, kPretty };
void dump_json(const Btf& btf, std::span<const TypeId> types, JsonStyle style, const Sink& sink);

// A C header that defines the types with the given ids and all that they need, each once and in an
// order that C accepts: what `bpftool btf dump file F format c` prints. Fails for types that C
// can't have, such as a struct inside itself; `sink` then gets nothing.
Result<void> dump_c(const Btf& btf, std::span<const TypeId> types, const Sink& sink);

// The same for C++ and libbtfplugin.so: what C++ would not have as a name is renamed and says with
// `[[btf::name("class")]]` what it is called in BTF. A function with the given id is declared if it
// is a kfunc, one that BPF programs can call.
Result<void> dump_cxx(const Btf& btf, std::span<const TypeId> types, const Sink& sink);

// The functions of `btf` that the kernel has tagged as kfuncs, by id.
std::vector<TypeId> kfuncs(const Btf& btf);

}  // namespace btfkit::btf
