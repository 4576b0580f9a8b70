#include "share_options.h"

#include <algorithm>

#include "struct_ops.h"

namespace btfkit::relocator {
namespace {

// A list of options, each of which begins with a name.
struct NamingOptions {
  std::string_view option;  // as the user gives it
  std::string_view what;    // is named
  std::vector<std::string>& (*list)(ImageOptions& options);
  bool (*has)(const Object& object, std::string_view name);
};

bool has_program(const Object& object, std::string_view name) {
  return object.program_named(name) != nullptr;
}

constexpr NamingOptions kNaming[] = {
    {"--only", "program", [](ImageOptions& options) -> auto& { return options.programs.only; },
     has_program},
    {"--attach", "program", [](ImageOptions& options) -> auto& { return options.programs.attach; },
     has_program},
    {"--struct-ops", "struct_ops variable",
     [](ImageOptions& options) -> auto& { return options.struct_ops; },
     [](const Object& object, std::string_view name) { return has_struct_ops(object.btf, name); }},
    {"--replaces", "program", [](ImageOptions& options) -> auto& { return options.replaces; },
     has_program}};

}  // namespace

Result<std::vector<ImageOptions>> share_options(const ImageOptions& options,
                                                std::span<const Object> objects) {
  std::vector<ImageOptions> shares(objects.size(), options);
  ImageOptions all = options;
  for (const NamingOptions& naming : kNaming) {
    for (ImageOptions& share : shares) naming.list(share).clear();
    for (const std::string& text : naming.list(all)) {
      std::string_view name = std::string_view(text).substr(0, text.find('='));
      bool is_meant = false;
      for (size_t i = 0; i < objects.size(); ++i) {
        if (!naming.has(objects[i], name)) continue;
        naming.list(shares[i]).push_back(text);
        is_meant = true;
      }
      if (is_meant) continue;
      return fail("{} {}: none of the objects has a {} '{}'", naming.option, text, naming.what,
                  name);
    }
  }
  return shares;
}

}  // namespace btfkit::relocator
