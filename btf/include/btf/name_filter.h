// Tells most names of a BTF from a few wanted ones without looking at all of them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace btfkit::btf {

// By their first two letters, which are enough for nearly all.
class NameFilter {
 public:
  // A wanted name. One of a single letter may also go on with `flavor`, if that isn't 0.
  void add(std::string_view name, char flavor = '\0') {
    if (name.empty()) return;
    if (name.size() > 1) {
      seen_[place(name[0], name[1])] = true;
    } else {
      seen_[place(name[0], '\0')] = true;
      seen_[place(name[0], flavor)] = true;
    }
  }

  // Whether the name at the start of `text`, which ends in a zero byte, may be one of them.
  bool may_be_wanted(const char* text) const {
    return text[0] != '\0' && seen_[place(text[0], text[1])];
  }

 private:
  static size_t place(char first, char second) {
    return static_cast<size_t>(static_cast<unsigned char>(first)) << 8 |
           static_cast<unsigned char>(second);
  }

  std::vector<bool> seen_ = std::vector<bool>(1 << 16);
};

}  // namespace btfkit::btf
