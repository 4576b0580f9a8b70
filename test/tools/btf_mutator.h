// Changes to the bytes of a valid BTF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

namespace btfkit::test {

using Blob = std::vector<std::byte>;

uint32_t word(const Blob& blob, size_t at);
void set_word(Blob& blob, size_t at, uint32_t value);

// The part that a word of the type section plays.
enum class Role { kName, kInfo, kSize, kId, kBits, kCount, kValue, kOffset, kInt, kSmall };
struct Field {
  size_t at;
  Role role;
};

class Mutator {
 public:
  // Both must outlive it. The same bytes and the same state of `random` give the same changes. With
  // `keeps_ids` references stay as they are.
  Mutator(const Blob& original, std::mt19937& random, bool keeps_ids = false);

  // Each field of the header and of each type, with each value that is worth trying.
  void each(const std::function<void(const Blob&)>& use);

  // Some fields or characters: to what could stand there, or often to anything.
  enum class Care { kGentle, kRough };
  Blob random(Care care);

 private:
  Blob with(size_t at, uint32_t value) const;
  Blob cut_types(uint32_t keep) const;
  Blob longer_header(uint8_t extra) const;
  Blob swapped_sections() const;
  Blob longer() const;

  // What a field may be set to: what is known to matter, and what could stand there.
  std::vector<uint32_t> all_values(const Field& field);
  uint32_t harmless(const Field& field);
  void change_string(Blob& blob);

  uint32_t below(size_t limit) { return static_cast<uint32_t>(random_() % limit); }
  uint32_t pick(const std::vector<uint32_t>& values) { return values[below(values.size())]; }

  const Blob& original_;
  std::mt19937& random_;
  std::vector<Field> fields_;
  std::vector<uint32_t> names_;
  std::vector<uint32_t> ids_;
  uint32_t types_ = 0;
};

}  // namespace btfkit::test
