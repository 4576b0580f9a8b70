// The file that btf_generate writes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace btfkit::test {

// Words of types, with string offsets and ids that are final.
class Output {
 public:
  // On the raw BTF of this machine's byte order in the file `base`, if that is no empty path.
  explicit Output(const std::string& base);

  uint32_t end_id() const { return first_id_ + count_; }

  // Equal strings are there once a unit.
  void begin_unit() { known_.clear(); }
  uint32_t string(std::string_view text);

  void add(const std::vector<uint32_t>& type);

  // False where the file can't be written.
  bool write(const std::string& path, bool is_big_endian) const;

 private:
  uint32_t first_id_ = 1;
  uint32_t first_string_ = 0;
  uint32_t count_ = 0;
  std::vector<uint32_t> words_;
  std::string strings_;
  std::map<std::string, uint32_t> known_;
};

}  // namespace btfkit::test
