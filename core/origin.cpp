#include "core/origin.h"

#include <vector>

namespace btfkit::core {
namespace {

using btf::Btf;
using btf::TypeId;

constexpr std::string_view kName = "btfkit_origin";
// Of the enumerators, in this order. Texts are in words of four bytes, the first the lowest, behind
// their size.
constexpr std::string_view kHash = "hash";  // twice: the lower half first
constexpr std::string_view kBuildId = "build_id";
constexpr std::string_view kRelease = "release";
// The kernel's age, all three or none.
constexpr std::string_view kVersion = "version";
constexpr std::string_view kShown = "shown";
constexpr std::string_view kLacksFdArray = "lacks_fd_array";
// Each behind one that has a type's name, and its id here.
constexpr std::string_view kId = "id";

constexpr uint32_t kMaxText = 256;  // bytes

class OriginWriter {
 public:
  OriginWriter(Btf& btf, const Origin& origin) : btf_(btf), origin_(origin) {}

  void run() {
    add(kHash, static_cast<uint32_t>(origin_.btf_hash));
    add(kHash, static_cast<uint32_t>(origin_.btf_hash >> 32));
    add_text(kBuildId, origin_.build_id);
    add_text(kRelease, origin_.release);
    if (origin_.age) {
      add(kVersion, origin_.age->version);
      add(kShown, origin_.age->shown);
      add(kLacksFdArray, origin_.age->lacks_fd_array);
    }
    for (auto [here, in_kernel] : origin_.ids) {
      list_.push_back({btf_.name_of(here), number(here)});
      add(kId, number(in_kernel));
    }
    btf_.add_type({btf_.add_string(kName), btf::Enum{4, false, list_}});
  }

 private:
  void add(std::string_view name, uint32_t value) {
    list_.push_back({btf_.add_string(name), value});
  }
  void add_text(std::string_view name, std::string_view text) {
    text = text.substr(0, kMaxText);
    add(name, static_cast<uint32_t>(text.size()));
    for (size_t at = 0; at < text.size(); at += 4) {
      uint32_t word = 0;
      for (size_t i = 0; i < 4 && at + i < text.size(); ++i) {
        word |= uint32_t{static_cast<unsigned char>(text[at + i])} << (8 * i);
      }
      add(name, word);
    }
  }

  Btf& btf_;
  const Origin& origin_;
  std::vector<btf::Enumerator> list_;
};

class OriginReader {
 public:
  OriginReader(const Btf& btf, const btf::Enum& list)
      : btf_(btf), list_(list.enumerators.begin(), list.enumerators.end()) {}

  Result<Origin> run() {
    Origin origin;
    origin.btf_hash = BTFKIT_TRY(take(kHash));
    origin.btf_hash |= uint64_t{BTFKIT_TRY(take(kHash))} << 32;
    origin.build_id = BTFKIT_TRY(take_text(kBuildId));
    origin.release = BTFKIT_TRY(take_text(kRelease));
    if (has_age()) {
      KernelAge& age = origin.age.emplace();
      age.version = BTFKIT_TRY(take(kVersion));
      age.shown = BTFKIT_TRY(take(kShown));
      age.lacks_fd_array = BTFKIT_TRY(take(kLacksFdArray)) != 0;
    }
    while (next_ < list_.size()) {
      std::string_view name = btf_.string(list_[next_].name);
      TypeId here{list_[next_++].value};
      if (!btf_.contains(here) || btf_.name(here) != name) {
        return fail("type {} is not '{}' any more", number(here), name);
      }
      origin.ids[here] = TypeId{BTFKIT_TRY(take(kId))};
    }
    return origin;
  }

 private:
  bool is_at(size_t index, std::string_view name) const {
    return index < list_.size() && btf_.string(list_[index].name) == name;
  }
  // A type may have the name, too, but then there is its id.
  bool has_age() const { return is_at(next_, kVersion) && !is_at(next_ + 1, kId); }

  Result<uint32_t> take(std::string_view name) {
    if (!is_at(next_, name)) {
      return fail("enumerator {} is not '{}'", next_, name);
    }
    return list_[next_++].value;
  }
  Result<std::string> take_text(std::string_view name) {
    uint32_t size = BTFKIT_TRY(take(name));
    if (size > kMaxText) return fail("'{}' has {} bytes", name, size);
    std::string text;
    while (text.size() < size) {
      uint32_t word = BTFKIT_TRY(take(name));
      for (int i = 0; i < 4 && text.size() < size; ++i) {
        text += static_cast<char>(word >> (8 * i));
      }
    }
    return text;
  }

  const Btf& btf_;
  std::vector<btf::Enumerator> list_;
  size_t next_ = 0;
};

}  // namespace

void add_origin(Btf& btf, const Origin& origin) {
  OriginWriter(btf, origin).run();
}

Result<std::optional<Origin>> find_origin(const Btf& btf) {
  TypeId last{number(btf.end_id()) - 1};
  if (last < btf.first_id() || btf.name(last) != kName) return std::nullopt;
  auto list = btf::get_if<btf::Enum>(btf, last);
  if (!list) return std::nullopt;
  return in(btf::describe(btf, last), OriginReader(btf, *list).run());
}

}  // namespace btfkit::core
