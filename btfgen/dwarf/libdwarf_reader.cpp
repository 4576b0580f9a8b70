// libdwarf behind the seam. It reads everything through its object-access interface, so that it
// sees only the sections that it is given and never copies or relocates one.

#include <libdwarf/dwarf.h>
#include <libdwarf/libdwarf.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <vector>

#include "dwarf/reader.h"
#include "dwarf/sections.h"

namespace btfkit::dwarf {
namespace {

// More than any compiler nests; a damaged file that does is stopped here.
constexpr size_t kMaxDepth = 4096;

using Signature = std::array<char, sizeof(Dwarf_Sig8)>;

// What libdwarf calls to reach the sections. Section 0 is empty, as in ELF.
class ObjectAccess {
 public:
  explicit ObjectAccess(const Sections& sections) : sections_(sections) {
    methods_.get_section_info = get_section_info;
    methods_.get_byte_order = [](void* self) {
      return of(self).endian == Endian::kBig ? DW_OBJECT_MSB : DW_OBJECT_LSB;
    };
    methods_.get_length_size = [](void* self) { return Dwarf_Small{of(self).address_size}; };
    methods_.get_pointer_size = [](void* self) { return Dwarf_Small{of(self).address_size}; };
    methods_.get_section_count = [](void* self) -> Dwarf_Unsigned {
      return of(self).all.size() + 1;
    };
    methods_.load_section = load_section;
    methods_.relocate_a_section = nullptr;
    interface_.object = this;
    interface_.methods = &methods_;
  }
  ObjectAccess(const ObjectAccess&) = delete;
  ObjectAccess& operator=(const ObjectAccess&) = delete;

  Dwarf_Obj_Access_Interface* interface() { return &interface_; }

 private:
  static const Sections& of(void* self) { return static_cast<ObjectAccess*>(self)->sections_; }

  static int get_section_info(void* self, Dwarf_Half index, Dwarf_Obj_Access_Section* result,
                              int*) {
    *result = {};
    result->name = "";
    if (index == 0) return DW_DLV_OK;
    if (index > of(self).all.size()) return DW_DLV_NO_ENTRY;
    const DebugSection& section = of(self).all[index - 1];
    result->name = section.name.data();
    result->size = section.bytes.size();
    result->type = 1;  // SHT_PROGBITS
    return DW_DLV_OK;
  }

  static int load_section(void* self, Dwarf_Half index, Dwarf_Small** data, int*) {
    if (index == 0 || index > of(self).all.size()) return DW_DLV_NO_ENTRY;
    // libdwarf asks for a writable pointer but only reads.
    const std::byte* bytes = of(self).all[index - 1].bytes.data();
    *data = const_cast<Dwarf_Small*>(reinterpret_cast<const Dwarf_Small*>(bytes));
    return DW_DLV_OK;
  }

  const Sections& sections_;
  Dwarf_Obj_Access_Methods methods_{};
  Dwarf_Obj_Access_Interface interface_{};
};

// The offset that DWARF before version 4 writes as an expression: DW_OP_plus_uconst N. Anything
// else depends on the object at run time, such as the place of a virtual base.
std::optional<uint64_t> constant_of_expression(Bytes expression) {
  if (expression.size() < 2 || expression[0] != std::byte{DW_OP_plus_uconst}) return std::nullopt;
  uint64_t value = 0;
  for (size_t i = 1, shift = 0; i < expression.size() && shift < 64; ++i, shift += 7) {
    auto byte = std::to_integer<uint64_t>(expression[i]);
    value |= (byte & 0x7f) << shift;
    if (!(byte & 0x80)) return i + 1 == expression.size() ? std::optional(value) : std::nullopt;
  }
  return std::nullopt;
}

class LibdwarfReader final : public Reader {
 public:
  explicit LibdwarfReader(const Sections& sections)
      : access_(sections), info_size_(sections.find(".debug_info").size()) {}
  LibdwarfReader(const LibdwarfReader&) = delete;
  LibdwarfReader& operator=(const LibdwarfReader&) = delete;

  ~LibdwarfReader() override {
    leave_unit();
    if (debug_) dwarf_object_finish(debug_, nullptr);
  }

  Result<void> open() {
    // Everything is freed here as it is used up; tracking it a second time costs a third of the
    // time.
    dwarf_set_de_alloc_flag(0);
    int status = dwarf_object_init_b(access_.interface(), nullptr, nullptr, DW_GROUPNUMBER_ANY,
                                     &debug_, &error_);
    if (status == DW_DLV_NO_ENTRY) return fail("libdwarf finds no debug info");
    if (status != DW_DLV_OK) return failure("libdwarf can't open it");
    return collect_signatures();
  }

  Result<bool> next_unit(Unit& unit) override {
    leave_unit();
    Header header;
    while (!BTFKIT_TRY(next_header(header))) {
      if (!is_info_) return false;
      is_info_ = false;
    }
    Dwarf_Die root = nullptr;
    int status = dwarf_siblingof_b(debug_, nullptr, is_info_, &root, &error_);
    if (status != DW_DLV_OK) return failure(fmt::format("unit at {:#x}", number(header.offset)));
    path_.push_back(root);
    at_root_ = true;

    unit = {};
    unit.offset = header.offset;
    unit.version = header.version;
    unit.address_size = static_cast<uint8_t>(header.address_size);
    unit.kind = header.kind;
    return read_unit_attributes(unit);
  }

  Result<bool> next_die(Die& die) override {
    if (path_.empty()) return false;
    if (!std::exchange(at_root_, false)) {
      if (!BTFKIT_TRY(advance())) return false;
    }
    BTFKIT_CHECK(read_die(die));
    if (die.offset <= last_ && number(last_) != 0) {
      return fail("DIE {:#x} follows DIE {:#x}", number(die.offset), number(last_));
    }
    last_ = die.offset;
    return true;
  }

  void skip_children() override { skip_children_ = true; }

 private:
  struct Header {
    DieOffset offset{};
    Dwarf_Half version = 0;
    Dwarf_Half address_size = 0;
    UnitKind kind = UnitKind::kCompile;
    Signature signature{};
    uint64_t type_offset = 0;
  };

  DieOffset global(Dwarf_Off offset, bool is_info) const {
    return DieOffset{is_info ? offset : info_size_ + offset};
  }

  std::unexpected<Error> failure(std::string_view what) {
    const char* message = error_ ? dwarf_errmsg(error_) : "no entry";
    auto result = fail("{}: libdwarf: {}", what, message);
    if (error_) dwarf_dealloc_error(debug_, std::exchange(error_, nullptr));
    return result;
  }

  std::string here() const { return fmt::format("DIE {:#x}", number(last_)); }

  // libdwarf walks the headers of one section and then starts over.
  Result<bool> next_header(Header& header) {
    Dwarf_Unsigned length = 0, next = 0, type_offset = 0;
    Dwarf_Off abbreviations = 0;
    Dwarf_Half offset_size = 0, extension = 0, unit_type = 0;
    Dwarf_Sig8 signature{};
    Dwarf_Unsigned start = next_header_;
    int status = dwarf_next_cu_header_d(debug_, is_info_, &length, &header.version, &abbreviations,
                                        &header.address_size, &offset_size, &extension, &signature,
                                        &type_offset, &next, &unit_type, &error_);
    next_header_ = status == DW_DLV_OK ? next : 0;
    if (status == DW_DLV_NO_ENTRY) return false;
    if (status != DW_DLV_OK) return failure(fmt::format("unit at {:#x}", start));
    header.offset = global(start, is_info_);
    std::memcpy(header.signature.data(), &signature, sizeof signature);
    header.type_offset = type_offset;
    header.kind = UnitKind::kCompile;
    if (unit_type == DW_UT_type || !is_info_) header.kind = UnitKind::kType;
    if (unit_type == DW_UT_partial) header.kind = UnitKind::kPartial;
    if (unit_type == DW_UT_skeleton) header.kind = UnitKind::kSkeleton;
    return true;
  }

  Result<void> collect_signatures() {
    for (bool is_info : {true, false}) {
      is_info_ = is_info;
      Header header;
      while (BTFKIT_TRY(next_header(header))) {
        if (header.kind != UnitKind::kType) continue;
        signatures_[header.signature] = DieOffset{number(header.offset) + header.type_offset};
      }
    }
    is_info_ = true;
    return {};
  }

  void leave_unit() {
    for (Dwarf_Die die : path_) dwarf_dealloc_die(die);
    path_.clear();
    skip_children_ = false;
    last_ = DieOffset{0};
  }

  // Moves path_ to the next DIE in the order of the file; false at the unit's end.
  Result<bool> advance() {
    Dwarf_Die next = nullptr;
    if (!std::exchange(skip_children_, false)) {
      int status = dwarf_child(path_.back(), &next, &error_);
      if (status == DW_DLV_ERROR) return failure(here());
      if (status == DW_DLV_OK) {
        if (path_.size() == kMaxDepth) return fail("{}: nested too deeply", here());
        path_.push_back(next);
        return true;
      }
    }
    while (path_.size() > 1) {
      int status = dwarf_siblingof_b(debug_, path_.back(), is_info_, &next, &error_);
      if (status == DW_DLV_ERROR) return failure(here());
      dwarf_dealloc_die(path_.back());
      path_.pop_back();
      if (status == DW_DLV_OK) {
        path_.push_back(next);
        return true;
      }
    }
    leave_unit();
    return false;
  }

  // Calls `take(number, attribute)` for each attribute of `die`.
  template <typename Take>
  Result<void> each_attribute(Dwarf_Die die, Take take) {
    Dwarf_Attribute* attributes = nullptr;
    Dwarf_Signed count = 0;
    int status = dwarf_attrlist(die, &attributes, &count, &error_);
    if (status == DW_DLV_NO_ENTRY) return {};
    if (status != DW_DLV_OK) return failure("attributes");
    Result<void> result;
    for (Dwarf_Signed i = 0; i < count; ++i) {
      Dwarf_Half name = 0;
      if (result && dwarf_whatattr(attributes[i], &name, &error_) == DW_DLV_OK) {
        result = take(name, attributes[i]);
      }
      dwarf_dealloc_attribute(attributes[i]);
    }
    dwarf_dealloc(debug_, attributes, DW_DLA_LIST);
    return result;
  }

  Result<bool> read_unit_attributes(Unit& unit) {
    BTFKIT_CHECK(each_attribute(path_.back(), [&](Dwarf_Half name, Dwarf_Attribute attribute) {
      switch (name) {
        case DW_AT_name:
          return read(attribute, unit.name);
        case DW_AT_dwo_name:
        case DW_AT_GNU_dwo_name:
          return read(attribute, unit.split_name);
        case DW_AT_language: {
          std::optional<uint64_t> language;
          Result<void> result = read(attribute, language);
          unit.language = static_cast<uint32_t>(language.value_or(0));
          return result;
        }
      }
      return Result<void>{};
    }));
    return true;
  }

  Result<void> read_die(Die& die) {
    die = {};
    Dwarf_Die source = path_.back();
    Dwarf_Off offset = 0;
    Dwarf_Half tag = 0;
    if (dwarf_dieoffset(source, &offset, &error_) != DW_DLV_OK) return failure(here());
    if (dwarf_tag(source, &tag, &error_) != DW_DLV_OK) return failure(here());
    die.offset = global(offset, is_info_);
    die.tag = Tag{tag};
    die.depth = static_cast<uint32_t>(path_.size() - 1);
    auto result = each_attribute(source, [&](Dwarf_Half name, Dwarf_Attribute attribute) {
      return read_attribute(die, name, attribute);
    });
    if (!result) {
      return std::unexpected(
          std::move(result).error().in(fmt::format("DIE {:#x}", number(die.offset))));
    }
    return {};
  }

  Result<void> read_attribute(Die& die, Dwarf_Half name, Dwarf_Attribute attribute) {
    switch (name) {
      case DW_AT_name:
        return read(attribute, die.name);
      case DW_AT_linkage_name:
      case DW_AT_MIPS_linkage_name:
        return read(attribute, die.linkage_name);
      case DW_AT_type:
        return read(attribute, die.type);
      case DW_AT_specification:
        return read(attribute, die.specification);
      case DW_AT_abstract_origin:
        return read(attribute, die.abstract_origin);
      case DW_AT_signature:
        return read(attribute, die.signature);
      case DW_AT_byte_size:
        return read(attribute, die.byte_size);
      case DW_AT_bit_size:
        return read(attribute, die.bit_size);
      case DW_AT_data_member_location:
        return read_location(attribute, die.member_location);
      case DW_AT_data_bit_offset:
        return read(attribute, die.data_bit_offset);
      case DW_AT_bit_offset:
        return read(attribute, die.bit_offset);
      case DW_AT_lower_bound:
        return read(attribute, die.lower_bound);
      case DW_AT_upper_bound:
        return read(attribute, die.upper_bound);
      case DW_AT_count:
        return read(attribute, die.count);
      case DW_AT_const_value:
        return read(attribute, die.const_value);
      case DW_AT_encoding: {
        std::optional<uint64_t> encoding;
        Result<void> result = read(attribute, encoding);
        die.encoding = static_cast<Encoding>(encoding.value_or(0));
        return result;
      }
      case DW_AT_virtuality: {
        std::optional<uint64_t> virtuality;
        Result<void> result = read(attribute, virtuality);
        die.is_virtual = virtuality.value_or(DW_VIRTUALITY_none) != DW_VIRTUALITY_none;
        return result;
      }
      case DW_AT_declaration:
        return read(attribute, die.is_declaration);
      case DW_AT_external:
        return read(attribute, die.is_external);
      case DW_AT_prototyped:
        return read(attribute, die.is_prototyped);
      case DW_AT_low_pc:
      case DW_AT_ranges:
      case DW_AT_entry_pc:
        die.has_code = true;
        return {};
    }
    return {};
  }

  Result<Dwarf_Half> form_of(Dwarf_Attribute attribute) {
    Dwarf_Half form = 0;
    if (dwarf_whatform(attribute, &form, &error_) != DW_DLV_OK) return failure("form");
    switch (form) {
      case DW_FORM_GNU_ref_alt:
      case DW_FORM_GNU_strp_alt:
      case DW_FORM_ref_sup4:
      case DW_FORM_ref_sup8:
      case DW_FORM_strp_sup:
        return fail("it refers to a supplementary file (made by dwz), which can't be read");
    }
    return form;
  }

  Result<void> read(Dwarf_Attribute attribute, std::string_view& value) {
    BTFKIT_TRY(form_of(attribute));
    char* text = nullptr;
    if (dwarf_formstring(attribute, &text, &error_) != DW_DLV_OK) return failure("string");
    value = text;
    return {};
  }

  Result<void> read(Dwarf_Attribute attribute, bool& value) {
    Dwarf_Bool flag = false;
    if (dwarf_formflag(attribute, &flag, &error_) != DW_DLV_OK) return failure("flag");
    value = flag;
    return {};
  }

  Result<void> read(Dwarf_Attribute attribute, std::optional<Constant>& value) {
    Dwarf_Half form = BTFKIT_TRY(form_of(attribute));
    switch (form) {
      case DW_FORM_sdata:
      case DW_FORM_implicit_const: {
        Dwarf_Signed number = 0;
        if (dwarf_formsdata(attribute, &number, &error_) != DW_DLV_OK) return failure("constant");
        value = Constant{static_cast<uint64_t>(number), number < 0};
        return {};
      }
      case DW_FORM_data1:
      case DW_FORM_data2:
      case DW_FORM_data4:
      case DW_FORM_data8:
      case DW_FORM_udata: {
        Dwarf_Unsigned number = 0;
        if (dwarf_formudata(attribute, &number, &error_) != DW_DLV_OK) return failure("constant");
        value = Constant{number, false};
        return {};
      }
    }
    return {};
  }

  Result<void> read(Dwarf_Attribute attribute, std::optional<uint64_t>& value) {
    std::optional<Constant> constant;
    BTFKIT_CHECK(read(attribute, constant));
    if (constant && !constant->is_negative) value = constant->bits;
    return {};
  }

  Result<void> read_location(Dwarf_Attribute attribute, std::optional<uint64_t>& value) {
    Dwarf_Half form = BTFKIT_TRY(form_of(attribute));
    switch (form) {
      case DW_FORM_exprloc: {
        Dwarf_Unsigned size = 0;
        Dwarf_Ptr bytes = nullptr;
        if (dwarf_formexprloc(attribute, &size, &bytes, &error_) != DW_DLV_OK) {
          return failure("expression");
        }
        value = constant_of_expression({static_cast<const std::byte*>(bytes), size});
        return {};
      }
      case DW_FORM_block:
      case DW_FORM_block1:
      case DW_FORM_block2:
      case DW_FORM_block4: {
        Dwarf_Block* block = nullptr;
        if (dwarf_formblock(attribute, &block, &error_) != DW_DLV_OK) return failure("block");
        value = constant_of_expression(
            {static_cast<const std::byte*>(block->bl_data), static_cast<size_t>(block->bl_len)});
        dwarf_dealloc(debug_, block, DW_DLA_BLOCK);
        return {};
      }
    }
    return read(attribute, value);
  }

  Result<void> read(Dwarf_Attribute attribute, std::optional<DieOffset>& value) {
    Dwarf_Half form = BTFKIT_TRY(form_of(attribute));
    if (form == DW_FORM_ref_sig8) {
      Signature signature{};
      Dwarf_Sig8 bytes{};
      if (dwarf_formsig8(attribute, &bytes, &error_) != DW_DLV_OK) return failure("signature");
      std::memcpy(signature.data(), &bytes, sizeof bytes);
      auto found = signatures_.find(signature);
      if (found == signatures_.end()) return fail("it refers to a type unit that isn't there");
      value = found->second;
      return {};
    }
    Dwarf_Off offset = 0;
    if (dwarf_global_formref(attribute, &offset, &error_) != DW_DLV_OK) return failure("reference");
    // Only .debug_info can be referred to from another unit.
    value = global(offset, is_info_ || form == DW_FORM_ref_addr);
    return {};
  }

  ObjectAccess access_;
  uint64_t info_size_;
  Dwarf_Debug debug_ = nullptr;
  Dwarf_Error error_ = nullptr;
  std::map<Signature, DieOffset> signatures_;

  bool is_info_ = true;             // .debug_info, else .debug_types
  Dwarf_Unsigned next_header_ = 0;  // where the next unit begins in its section
  std::vector<Dwarf_Die> path_;     // from the unit's DIE to the current one
  bool at_root_ = false;
  bool skip_children_ = false;
  DieOffset last_{};  // the DIE last returned
};

}  // namespace

Result<std::unique_ptr<Reader>> open_libdwarf(const Sections& sections) {
  auto reader = std::make_unique<LibdwarfReader>(sections);
  BTFKIT_CHECK(reader->open());
  return reader;
}

}  // namespace btfkit::dwarf
