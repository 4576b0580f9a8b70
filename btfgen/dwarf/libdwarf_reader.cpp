// libdwarf behind the seam. It reads everything through its object-access interface, so that it
// sees only the sections that it is given and never copies or relocates one.

#include <libdwarf/dwarf.h>
#include <libdwarf/libdwarf.h>

#include <cstring>
#include <string>
#include <vector>

#include "dwarf/attributes.h"
#include "dwarf/reader.h"

namespace btfkit::dwarf {
namespace {

// More than any compiler nests; a damaged file that does is stopped here.
constexpr size_t kMaxDepth = 4096;

// What libdwarf calls to reach the sections. Section 0 is empty, as in ELF. Location lists are kept
// from it: nothing here asks it for them, and it crashes on damaged ones while it opens a file.
class ObjectAccess {
 public:
  explicit ObjectAccess(const Sections& sections) : sections_(sections) {
    for (const DebugSection& section : sections.all) {
      if (!section.name.starts_with(".debug_loc")) shown_.push_back(&section);
    }
    methods_.get_section_info = get_section_info;
    methods_.get_byte_order = [](void* self) {
      bool is_big = of(self).sections_.endian == Endian::kBig;
      return is_big ? DW_OBJECT_MSB : DW_OBJECT_LSB;
    };
    auto address_size = [](void* self) { return Dwarf_Small{of(self).sections_.address_size}; };
    methods_.get_length_size = address_size;
    methods_.get_pointer_size = address_size;
    methods_.get_section_count = [](void* self) -> Dwarf_Unsigned {
      return of(self).shown_.size() + 1;
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
  static const ObjectAccess& of(void* self) { return *static_cast<ObjectAccess*>(self); }

  static int get_section_info(void* self, Dwarf_Half index, Dwarf_Obj_Access_Section* result,
                              int*) {
    *result = {};
    result->name = "";
    if (index == 0) return DW_DLV_OK;
    if (index > of(self).shown_.size()) return DW_DLV_NO_ENTRY;
    const DebugSection& section = *of(self).shown_[index - 1];
    result->name = section.name.data();
    result->size = section.bytes.size();
    result->type = 1;  // SHT_PROGBITS
    return DW_DLV_OK;
  }

  static int load_section(void* self, Dwarf_Half index, Dwarf_Small** data, int*) {
    if (index == 0 || index > of(self).shown_.size()) return DW_DLV_NO_ENTRY;
    // libdwarf asks for a writable pointer but only reads.
    const std::byte* bytes = of(self).shown_[index - 1]->bytes.data();
    *data = const_cast<Dwarf_Small*>(reinterpret_cast<const Dwarf_Small*>(bytes));
    return DW_DLV_OK;
  }

  const Sections& sections_;
  std::vector<const DebugSection*> shown_;
  Dwarf_Obj_Access_Methods methods_{};
  Dwarf_Obj_Access_Interface interface_{};
};

class LibdwarfReader final : public Reader {
 public:
  explicit LibdwarfReader(const Input& input)
      : access_(input.sections),
        signatures_(input.signatures),
        info_size_(input.sections.find(".debug_info").size()),
        endian_(input.sections.endian) {}
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
    return {};
  }

  Result<void> enter(const UnitHeader& unit) override {
    leave_unit();
    status_ = {};
    unit_ = unit;
    if (unit.source->is_split || (unit.source->base != 0 && !unit.in_types)) {
      return fail("{}: --reader=libdwarf reads one file only", unit.source->name);
    }
    is_info_ = !unit.in_types;
    Dwarf_Off offset = unit.first_die - (is_info_ ? 0 : info_size_);
    Dwarf_Die root = nullptr;
    if (dwarf_offdie_b(debug_, offset, is_info_, &root, &error_) != DW_DLV_OK) {
      return failure(fmt::format("{}: unit at {:#x}", section_name(), unit.offset));
    }
    path_.push_back(root);
    at_root_ = true;
    return {};
  }

  bool next(Die& die) override {
    if (path_.empty()) return false;
    auto result = go_on(die);
    if (result && *result) return true;
    if (!result) {
      status_ = std::unexpected(std::move(result).error().in(
          fmt::format("{}: unit at {:#x}", section_name(), unit_.offset)));
    }
    leave_unit();
    return false;
  }

  void skip_children() override { skip_children_ = true; }
  Result<void> status() const override { return status_; }

 private:
  std::string_view section_name() const { return is_info_ ? ".debug_info" : ".debug_types"; }

  uint64_t global(Dwarf_Off offset, bool is_info) const {
    return is_info ? offset : info_size_ + offset;
  }

  std::unexpected<Error> failure(std::string_view what) {
    const char* message = error_ ? dwarf_errmsg(error_) : "no entry";
    auto result = fail("{}: libdwarf: {}", what, message);
    if (error_) dwarf_dealloc_error(debug_, std::exchange(error_, nullptr));
    return result;
  }

  std::string here() const { return fmt::format("DIE {:#x}", last_); }

  void leave_unit() {
    for (Dwarf_Die die : path_) dwarf_dealloc_die(die);
    path_.clear();
    skip_children_ = false;
    last_ = 0;
  }

  Result<bool> go_on(Die& die) {
    if (!std::exchange(at_root_, false)) {
      if (!BTFKIT_TRY(advance())) return false;
    }
    BTFKIT_CHECK(read_die(die));
    if (number(die.offset) <= last_ && last_ != 0) {
      return fail("DIE {:#x} follows DIE {:#x}", number(die.offset), last_);
    }
    last_ = number(die.offset);
    return true;
  }

  // Moves path_ to the next DIE in the order of the file; false at the unit's end.
  Result<bool> advance() {
    Dwarf_Die next = nullptr;
    if (!std::exchange(skip_children_, false)) {
      int status = dwarf_child(path_.back(), &next, &error_);
      if (status == DW_DLV_ERROR) return failure(here());
      if (status == DW_DLV_OK) {
        if (path_.size() == kMaxDepth) return fail("{}: DIEs nest too deep", here());
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
    return false;
  }

  Result<void> read_die(Die& die) {
    Dwarf_Die source = path_.back();
    Dwarf_Off offset = 0;
    Dwarf_Half tag = 0, has_children = 0;
    if (dwarf_dieoffset(source, &offset, &error_) != DW_DLV_OK) return failure(here());
    if (dwarf_tag(source, &tag, &error_) != DW_DLV_OK) return failure(here());
    if (dwarf_die_abbrev_children_flag(source, &has_children) != DW_DLV_OK) return failure(here());
    die.offset = DieOffset{global(offset, is_info_)};
    die.tag = Tag{tag};
    die.has_children = has_children != 0;
    die.depth = static_cast<uint32_t>(path_.size() - 1);
    die.present = die.is_signed = 0;

    Dwarf_Attribute* attributes = nullptr;
    Dwarf_Signed count = 0;
    int status = dwarf_attrlist(source, &attributes, &count, &error_);
    if (status == DW_DLV_NO_ENTRY) return {};
    if (status != DW_DLV_OK) return failure(here());
    Result<void> result;
    for (Dwarf_Signed i = 0; i < count; ++i) {
      if (result) result = read_attribute(die, attributes[i]);
      dwarf_dealloc_attribute(attributes[i]);
    }
    dwarf_dealloc(debug_, attributes, DW_DLA_LIST);
    return in(fmt::format("DIE {:#x}", number(die.offset)), std::move(result));
  }

  Result<void> read_attribute(Die& die, Dwarf_Attribute source) {
    Dwarf_Half name = 0, form = 0;
    if (dwarf_whatattr(source, &name, &error_) != DW_DLV_OK) return failure("attribute");
    if (dwarf_whatform(source, &form, &error_) != DW_DLV_OK) return failure("form");
    auto attribute = attribute_in_form(name, form);
    if (!attribute) return fail("form {:#x} of attribute {:#x} is not known", form, name);
    // Of several of one kind the first counts.
    if (*attribute == Attribute::kEnd || die.has(*attribute)) return {};
    uint64_t value = 0;
    if (!BTFKIT_TRY(read_value(die, *attribute, source, form, value))) return {};
    die.values[static_cast<size_t>(*attribute)] = value;
    die.present |= bit(*attribute);
    return {};
  }

  // False if the DIE doesn't get a value of it.
  Result<bool> read_value(Die& die, Attribute attribute, Dwarf_Attribute source, Dwarf_Half form,
                          uint64_t& value) {
    switch (form) {
      case DW_FORM_sdata:
      case DW_FORM_implicit_const: {
        Dwarf_Signed number = 0;
        if (dwarf_formsdata(source, &number, &error_) != DW_DLV_OK) return failure("constant");
        value = static_cast<uint64_t>(number);
        die.is_signed |= bit(attribute);
        return true;
      }
      case DW_FORM_data1:
      case DW_FORM_data2:
      case DW_FORM_data4:
      case DW_FORM_data8:
      case DW_FORM_udata:
      case DW_FORM_loclistx:
      case DW_FORM_rnglistx: {
        Dwarf_Unsigned number = 0;
        if (dwarf_formudata(source, &number, &error_) != DW_DLV_OK) return failure("constant");
        value = number;
        if (attribute == Attribute::kLocation) {
          die.location_form =
              form == DW_FORM_loclistx ? LocationForm::kListIndex : LocationForm::kListOffset;
        }
        return true;
      }
      case DW_FORM_flag:
      case DW_FORM_flag_present: {
        Dwarf_Bool flag = false;
        if (dwarf_formflag(source, &flag, &error_) != DW_DLV_OK) return failure("flag");
        value = 1;
        return flag != 0;
      }
      case DW_FORM_string:
      case DW_FORM_strp:
      case DW_FORM_line_strp:
      case DW_FORM_strx:
      case DW_FORM_strx1:
      case DW_FORM_strx2:
      case DW_FORM_strx3:
      case DW_FORM_strx4:
      case DW_FORM_GNU_str_index: {
        char* text = nullptr;
        if (dwarf_formstring(source, &text, &error_) != DW_DLV_OK) return failure("string");
        value = reinterpret_cast<uint64_t>(text);
        return true;
      }
      case DW_FORM_addr:
      case DW_FORM_addrx:
      case DW_FORM_addrx1:
      case DW_FORM_addrx2:
      case DW_FORM_addrx3:
      case DW_FORM_addrx4:
      case DW_FORM_GNU_addr_index: {
        Dwarf_Addr address = 0;
        if (dwarf_formaddr(source, &address, &error_) != DW_DLV_OK) return failure("address");
        value = address;
        return true;
      }
      case DW_FORM_sec_offset: {
        Dwarf_Off offset = 0;
        if (dwarf_global_formref(source, &offset, &error_) != DW_DLV_OK) return failure("offset");
        value = offset;
        die.location_form = LocationForm::kListOffset;
        return true;
      }
      case DW_FORM_ref_sig8: {
        Dwarf_Sig8 bytes{};
        if (dwarf_formsig8(source, &bytes, &error_) != DW_DLV_OK) return failure("signature");
        uint64_t signature = 0;
        std::memcpy(&signature, &bytes, sizeof bytes);
        auto found = signatures_.find(to_endian(signature, endian_));
        if (found == signatures_.end()) return false;
        value = found->second;
        return true;
      }
      case DW_FORM_ref1:
      case DW_FORM_ref2:
      case DW_FORM_ref4:
      case DW_FORM_ref8:
      case DW_FORM_ref_udata:
      case DW_FORM_ref_addr: {
        Dwarf_Off offset = 0;
        if (dwarf_global_formref(source, &offset, &error_) != DW_DLV_OK) {
          return failure("reference");
        }
        // Only .debug_info can be referred to from another unit.
        value = global(offset, is_info_ || form == DW_FORM_ref_addr);
        return true;
      }
      case DW_FORM_exprloc: {
        Dwarf_Unsigned size = 0;
        Dwarf_Ptr bytes = nullptr;
        if (dwarf_formexprloc(source, &size, &bytes, &error_) != DW_DLV_OK) {
          return failure("expression");
        }
        return take_expression(die, attribute, {static_cast<const std::byte*>(bytes), size}, value);
      }
      case DW_FORM_block:
      case DW_FORM_block1:
      case DW_FORM_block2:
      case DW_FORM_block4: {
        Dwarf_Block* block = nullptr;
        if (dwarf_formblock(source, &block, &error_) != DW_DLV_OK) return failure("block");
        Bytes bytes{static_cast<const std::byte*>(block->bl_data),
                    static_cast<size_t>(block->bl_len)};
        dwarf_dealloc(debug_, block, DW_DLA_BLOCK);
        return take_expression(die, attribute, bytes, value);
      }
    }
    return false;  // of the supplementary file, which isn't at hand
  }

  static bool take_expression(Die& die, Attribute attribute, Bytes bytes, uint64_t& value) {
    if (attribute == Attribute::kLocation) {
      die.location_form = LocationForm::kExpression;
      die.location_size = static_cast<uint32_t>(bytes.size());
      value = reinterpret_cast<uint64_t>(bytes.data());
      return true;
    }
    if (attribute != Attribute::kMemberLocation) return false;
    auto constant = constant_of_expression(bytes);
    value = constant.value_or(0);
    return constant.has_value();
  }

  ObjectAccess access_;
  const TypeSignatures& signatures_;
  uint64_t info_size_;
  Endian endian_;
  Dwarf_Debug debug_ = nullptr;
  Dwarf_Error error_ = nullptr;

  UnitHeader unit_{};
  bool is_info_ = true;          // of .debug_info, else .debug_types
  std::vector<Dwarf_Die> path_;  // from the unit's DIE to the current one
  bool at_root_ = false;
  bool skip_children_ = false;
  uint64_t last_ = 0;  // the DIE last returned
  Result<void> status_;
};

}  // namespace

Result<std::unique_ptr<Reader>> open_libdwarf(const Input& input) {
  auto reader = std::make_unique<LibdwarfReader>(input);
  BTFKIT_CHECK(reader->open());
  return reader;
}

}  // namespace btfkit::dwarf
