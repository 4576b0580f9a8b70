// libbtfplugin.so, the file that users name: finds out which clang has loaded it and hands over to
// the plugin that was built for that version, libbtfplugin-<major>.so beside it.
//
// The plugin itself can't say that it is in the wrong clang. It refers to data of LLVM, such as
// vtables, and where one is missing the dynamic loader gives up before any of our code runs, with a
// message about an undefined symbol. So this file refers to nothing of clang's, and asks for its
// version by name.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

// std::string clang::getClangFullVersion(), "clang version 22.1.8 (...)".
constexpr const char* kVersionFunction = "_ZN5clang19getClangFullVersionB5cxx11Ev";

[[noreturn]] void refuse(const std::string& why) {
  std::fprintf(stderr, "libbtfplugin.so: %s\n", why.c_str());
  std::_Exit(1);
}

// The folder that this shared object was loaded from.
std::string own_folder() {
  Dl_info info;
  if (dladdr(kVersionFunction, &info) == 0 || info.dli_fname == nullptr) return ".";
  const std::string path = info.dli_fname;
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

// "22" of "Debian clang version 22.1.8 (...)"; empty if there is no such thing in it.
std::string major_version(const std::string& full) {
  const std::string before = "clang version ";
  const size_t found = full.find(before);
  if (found == std::string::npos) return "";
  const size_t begin = found + before.size();
  return full.substr(begin, full.find_first_not_of("0123456789", begin) - begin);
}

[[gnu::constructor]] void hand_over() {
  void* found = dlsym(RTLD_DEFAULT, kVersionFunction);
  if (found == nullptr)
    refuse("it is a plugin for clang, and this program has no version of clang");
  const std::string version = reinterpret_cast<std::string (*)()>(found)();
  const std::string plugin = own_folder() + "/libbtfplugin-" + major_version(version) + ".so";
  if (access(plugin.c_str(), F_OK) != 0) {
    refuse("built for clang " BTFKIT_LLVM_VERSIONS ", but loaded into " + version);
  }
  // Global like any plugin of clang's, and never closed: clang keeps pointers into it.
  if (dlopen(plugin.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) refuse(dlerror());
}

}  // namespace
