#include "btfgen/min.h"

#include <xxhash.h>

#include <filesystem>
#include <map>
#include <utility>

#include "bpf_object.h"
#include "btf/writer.h"
#include "btf_stack.h"
#include "core/needs.h"
#include "core/origin.h"
#include "support/file.h"

namespace btfkit::btfgen {
namespace {

struct NamedObject {
  std::string path;
  BpfObject object;
};

struct Inputs {
  std::vector<NamedObject> objects;
  std::vector<std::string> kernels;  // by path
};

Result<Inputs> sort_inputs(const std::vector<std::string>& files) {
  Inputs inputs;
  for (const std::string& path : files) {
    // A kernel is opened again in its turn, and standard input can be read only once. A member of
    // an archive (ARCHIVE:MEMBER) is no object.
    bool may_be_object = path != "-" && !path.contains(':');
    if (may_be_object) {
      Content content = BTFKIT_TRY(read_file(path));
      if (is_bpf_object(content.bytes())) {
        auto object = in(path, read_bpf_object(std::move(content)));
        inputs.objects.push_back({path, BTFKIT_TRY(std::move(object))});
        continue;
      }
    }
    inputs.kernels.push_back(path);
  }
  if (inputs.objects.empty()) return fail("none of the files is a BPF object");
  if (inputs.kernels.empty()) return fail("all of the files are BPF objects, none is a kernel");
  return inputs;
}

// What the smaller BTF is to tell of the kernel's whole one, of which `kernel` may be a part
// itself.
Result<core::Origin> origin_of(const BtfStack& kernel,
                               const std::map<btf::TypeId, btf::TypeId>& ids) {
  auto origin = BTFKIT_TRY(in(".BTF", core::find_origin(kernel.top())));
  if (!origin) {
    const elf::BtfInput& input = kernel.input();
    return core::Origin{XXH64(input.btf.data(), input.btf.size(), 0), input.build_id.value_or(""),
                        input.release.value_or(""), ids,
                        core::age_of(kernel.top(), input.version ? input.version->code() : 0)};
  }
  auto known = std::exchange(origin->ids, {});
  for (auto [here, there] : ids) {
    auto in_kernel = known.find(there);
    if (in_kernel != known.end()) origin->ids.emplace(here, in_kernel->second);
  }
  return std::move(*origin);
}

Result<std::vector<std::byte>> minimise_kernel(const std::string& path, const BtfStack& base,
                                               std::span<const core::Relocatable> objects,
                                               Warnings& warnings) {
  BtfStack kernel = BtfStack::on(base);
  BTFKIT_CHECK(kernel.add(path));
  core::Needs needs(kernel.top());
  BTFKIT_CHECK(in(path, needs.add(objects)));
  if (needs.wants_ids()) {
    warnings.push_back(
        fmt::format("{}: an object asks for the ids of types, which are others in the smaller BTF, "
                    "as only bpfreloc "
                    "knows",
                    path));
  }
  core::Minimised minimised = needs.minimise();
  // Of several BTFs, as one, no id is that of a kernel.
  if (!kernel.top().base()) {
    core::Origin origin = BTFKIT_TRY(in(path, origin_of(kernel, minimised.ids)));
    core::add_origin(minimised.btf, origin);
  }
  return btf::write(minimised.btf);
}

// "5.15.0-91-generic" for dir/5.15.0-91-generic.btf.tar.xz.
std::string stem(const std::string& path) {
  std::string name = std::filesystem::path(path).filename();
  for (std::string_view suffix : {".xz", ".gz", ".zst", ".lz4", ".lzma", ".tar", ".btf"}) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) {
      name.resize(name.size() - suffix.size());
    }
  }
  return name;
}

// Where each kernel's result goes. Two that would be one file are an error.
Result<std::vector<std::string>> outputs(const Inputs& inputs, const std::string& output) {
  if (inputs.kernels.size() == 1 && !std::filesystem::is_directory(output)) {
    return std::vector{output};
  }
  if (!std::filesystem::is_directory(output)) {
    return fail("{}: it is no directory, and {} kernels can't be one file", output,
                inputs.kernels.size());
  }
  std::map<std::string, std::string> taken;
  std::vector<std::string> paths;
  for (const std::string& kernel : inputs.kernels) {
    paths.push_back(output + "/" + stem(kernel) + ".btf");
    auto [other, added] = taken.try_emplace(paths.back(), kernel);
    if (!added)
      return fail("{}: '{}' and '{}' would both be it", paths.back(), other->second, kernel);
  }
  return paths;
}

}  // namespace

Result<Warnings> minimise(const MinOptions& options) {
  Inputs inputs = BTFKIT_TRY(sort_inputs(options.files));
  std::vector<std::string> paths = BTFKIT_TRY(outputs(inputs, options.output));
  std::vector<core::Relocatable> objects;
  for (const auto& [name, object] : inputs.objects) {
    if (object.ext) objects.push_back({name, &object.btf, &*object.ext});
  }
  BtfStack base;
  if (!options.base.empty()) BTFKIT_CHECK(base.add(options.base));

  Warnings warnings;
  std::vector<std::vector<std::byte>> results;
  for (const std::string& kernel : inputs.kernels) {
    results.push_back(BTFKIT_TRY(minimise_kernel(kernel, base, objects, warnings)));
  }
  // From here nothing can fail but writing.
  for (size_t i = 0; i < paths.size(); ++i) BTFKIT_CHECK(write_file(paths[i], results[i]));
  return warnings;
}

}  // namespace btfkit::btfgen
