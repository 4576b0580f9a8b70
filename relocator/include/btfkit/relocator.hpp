// relocator.h for C++17 and later: handles that close themselves, and failures as exceptions of the
// type btfkit::Failure. What the C header says of errors, ownership and threads holds here, too.
// There is no code behind it but the C functions.
#ifndef BTFKIT_RELOCATOR_HPP_
#define BTFKIT_RELOCATOR_HPP_

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "btfkit/relocator.h"

namespace btfkit {

// what() is one line; lines() has one for each thing that is wrong, at least that one.
class Failure : public std::runtime_error {
 public:
  explicit Failure(const btfkit_error& error, std::vector<std::string> lines = {})
      : runtime_error(error.text), lines_(std::move(lines)) {
    if (lines_.empty()) lines_.push_back(error.text);
  }

  const std::vector<std::string>& lines() const noexcept { return lines_; }

 private:
  std::vector<std::string> lines_;
};

namespace detail {

inline std::vector<const char*> pointers(const std::vector<std::string>& strings) {
  std::vector<const char*> result;
  for (const std::string& string : strings) result.push_back(string.c_str());
  return result;
}

inline const char* or_null(const std::string& string) {
  return string.empty() ? nullptr : string.c_str();
}

template <auto close>
struct Closer {
  template <typename Handle>
  void operator()(Handle* handle) const {
    close(handle);
  }
};

// What a C function returned and left in `error`.
template <typename Handle>
Handle* checked(Handle* handle, const btfkit_error& error) {
  if (!handle) throw Failure(error);
  return handle;
}

}  // namespace detail

// As struct btfkit_kernel_options; what is empty isn't given.
struct KernelOptions {
  std::vector<std::string> modules;
  std::string config;
  std::string version;
};

class Kernel {
 public:
  static Kernel open(const std::string& path, const KernelOptions& options = {}) {
    return make(options, [&](const btfkit_kernel_options& c, btfkit_error& error) {
      return btfkit_kernel_open(path.c_str(), &c, &error);
    });
  }
  static Kernel read(const void* data, size_t size, const std::string& name,
                     const KernelOptions& options = {}) {
    return make(options, [&](const btfkit_kernel_options& c, btfkit_error& error) {
      return btfkit_kernel_read(data, size, name.c_str(), &c, &error);
    });
  }

  std::optional<std::string> release() const {
    const char* release = btfkit_kernel_release(get());
    return release ? std::optional<std::string>(release) : std::nullopt;
  }

  const btfkit_kernel* get() const noexcept { return handle_.get(); }

 private:
  explicit Kernel(btfkit_kernel* handle) : handle_(handle) {}

  template <typename Open>
  static Kernel make(const KernelOptions& options, Open open) {
    const auto modules = detail::pointers(options.modules);
    btfkit_kernel_options c = {};
    c.size = sizeof c;
    c.modules = modules.data();
    c.module_count = modules.size();
    c.config = detail::or_null(options.config);
    c.version = detail::or_null(options.version);
    btfkit_error error;
    return Kernel(detail::checked(open(c, error), error));
  }

  std::unique_ptr<btfkit_kernel, detail::Closer<btfkit_kernel_close>> handle_;
};

class Object {
 public:
  static Object open(const std::string& path) {
    btfkit_error error;
    return Object(detail::checked(btfkit_object_open(path.c_str(), &error), error));
  }
  static Object read(const void* data, size_t size, const std::string& name) {
    btfkit_error error;
    return Object(detail::checked(btfkit_object_read(data, size, name.c_str(), &error), error));
  }

  const btfkit_object* get() const noexcept { return handle_.get(); }

 private:
  explicit Object(btfkit_object* handle) : handle_(handle) {}

  std::unique_ptr<btfkit_object, detail::Closer<btfkit_object_close>> handle_;
};

// As struct btfkit_image_options.
struct ImageOptions {
  std::vector<std::string> set;
  std::vector<std::string> settable;
  std::vector<std::string> map_sizes;
  std::vector<std::string> only;
  std::vector<std::string> attach;
  bool relocations = false;
  std::vector<std::string> struct_ops;
  std::vector<std::string> replaces;
};

class Image {
 public:
  const void* data() const noexcept { return btfkit_image_data(get()); }
  size_t size() const noexcept { return btfkit_image_size(get()); }

  void write(const std::string& path) const {
    btfkit_error error;
    if (btfkit_image_write(get(), path.c_str(), &error) != 0) throw Failure(error);
  }

  std::vector<std::string> warnings() const {
    std::vector<std::string> result;
    for (size_t i = 0; i < btfkit_image_warning_count(get()); i++) {
      result.push_back(btfkit_image_warning(get(), i));
    }
    return result;
  }

  // Their strings live as long as the image.
  std::vector<btfkit_relocation> relocations() const {
    std::vector<btfkit_relocation> result;
    for (size_t i = 0; i < btfkit_image_relocation_count(get()); i++) {
      result.push_back(*btfkit_image_relocation(get(), i));
    }
    return result;
  }

  const btfkit_image* get() const noexcept { return handle_.get(); }

 private:
  friend Image relocate(const Object&, const Kernel&, const ImageOptions&);
  explicit Image(btfkit_image* handle) : handle_(handle) {}

  std::unique_ptr<btfkit_image, detail::Closer<btfkit_image_close>> handle_;
};

inline Image relocate(const Object& object, const Kernel& kernel,
                      const ImageOptions& options = {}) {
  const auto set = detail::pointers(options.set);
  const auto settable = detail::pointers(options.settable);
  const auto map_sizes = detail::pointers(options.map_sizes);
  const auto only = detail::pointers(options.only);
  const auto attach = detail::pointers(options.attach);
  const auto struct_ops = detail::pointers(options.struct_ops);
  const auto replaces = detail::pointers(options.replaces);
  std::vector<std::string> failures;
  btfkit_image_options c = {};
  c.size = sizeof c;
  c.set = set.data();
  c.set_count = set.size();
  c.settable = settable.data();
  c.settable_count = settable.size();
  c.map_sizes = map_sizes.data();
  c.map_size_count = map_sizes.size();
  c.only = only.data();
  c.only_count = only.size();
  c.attach = attach.data();
  c.attach_count = attach.size();
  c.relocations = options.relocations;
  c.failure = [](void* context, const char* line) {
    static_cast<std::vector<std::string>*>(context)->push_back(line);
  };
  c.failure_context = &failures;
  c.struct_ops = struct_ops.data();
  c.struct_ops_count = struct_ops.size();
  c.replaces = replaces.data();
  c.replaces_count = replaces.size();
  btfkit_error error;
  btfkit_image* image = btfkit_relocate(object.get(), kernel.get(), &c, &error);
  if (!image) throw Failure(error, std::move(failures));
  return Image(image);
}

}  // namespace btfkit

#endif  // BTFKIT_RELOCATOR_HPP_
