// Bytes as BTF and as values of its types: whatever they are, there is a text of one line, and
// JSON. The first 4 bytes say how many of the rest are the value, the others are the BTF.
#include <cstdint>

#include "btf/reader.h"
#include "one_line.h"
#include "record_type.h"
#include "value.h"

namespace {

using namespace btfkit;

bool is_one_line(const std::string& text) {
  return !text.empty() && text.find_first_of(std::string_view("\n\x1b\0", 3)) == text.npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  ByteReader reader(bytes, Endian::kLittle);
  auto length = reader.u32();
  if (!length || *length > reader.remaining()) return 0;
  Bytes value = *reader.bytes(*length);
  auto btf = btf::read(*reader.bytes(reader.remaining()));
  if (!btf) return 0;
  show::ValueReader values(*btf);
  // A few are enough: each may have as many parts as a value may have.
  constexpr uint32_t kShown = 8;
  uint32_t first = number(btf->end_id()) > kShown ? number(btf->end_id()) - kShown : 0;
  for (uint32_t id = first; id < number(btf->end_id()); ++id) {
    show::Value shown = values.read(btf::TypeId{id}, value);
    std::string text = show::to_text(shown);
    fuzz::expect(is_one_line(text));
    // Broken, it is the same but for the white space, and a comma at each part's end.
    fuzz::expect(!show::to_text(shown, 0, 40).empty());
    Json json;
    show::to_json(json, shown);
    fuzz::expect(is_one_line(std::move(json).take()));
  }
  show::record_type(*btf, "events");
  for (const char* name : {"event", "ns::event"}) {
    auto type = show::type_by_name(*btf, name);
    if (!type) fuzz::expect_one_line(type.error());
  }
  return 0;
}
