#include "check/metas.h"

#include "check/names.h"

namespace btfkit::btf::checking {
namespace {

constexpr uint32_t kLongestInt = 128;  // bits
constexpr uint32_t kIntWordMask = 0x0fffffff;
constexpr uint32_t kLastFunctionLinkage = 1;  // global; extern is for linkers
constexpr uint32_t kLastVariableLinkage = 1;

// The checks on one type, in the kernel's order.
class Meta {
 public:
  Meta(const RawBtf& btf, const Rules& rules, Report& report, uint32_t id, const RawType& type)
      : btf_(btf), rules_(rules), report_(report), id_(id), type_(type) {}

  void check() {
    switch (type_.kind()) {
      case wire::Kind::kInt:
        return integer();
      case wire::Kind::kArray:
        return array();
      case wire::Kind::kStruct:
      case wire::Kind::kUnion:
        return composite();
      case wire::Kind::kEnum:
      case wire::Kind::kEnum64:
        return enumeration();
      case wire::Kind::kFwd:
        return forward();
      case wire::Kind::kPtr:
      case wire::Kind::kTypedef:
      case wire::Kind::kVolatile:
      case wire::Kind::kConst:
      case wire::Kind::kRestrict:
      case wire::Kind::kTypeTag:
        return reference();
      case wire::Kind::kFunc:
        return function();
      case wire::Kind::kFuncProto:
        return prototype();
      case wire::Kind::kVar:
        return variable();
      case wire::Kind::kDatasec:
        return section();
      case wire::Kind::kFloat:
        return floating();
      case wire::Kind::kDeclTag:
        return declaration_tag();
    }
  }

 private:
  void integer() {
    no_vlen();
    no_kind_flag();
    IntWord word{type_.words[0]};
    if (word.word & ~kIntWordMask) {
      fault(fmt::format("Invalid int_data:{:x}", word.word),
            fmt::format("its encoding word {:#x} has unknown bits", word.word));
    }
    uint32_t bits = word.bits() + word.offset();
    if (bits > kLongestInt) {
      fault(fmt::format("nr_bits exceeds {}", kLongestInt),
            fmt::format("{} bits at bit offset {} are more than {}", word.bits(), word.offset(),
                        kLongestInt));
    }
    if (bytes_for(bits) > type_.size_or_type) {
      fault("nr_bits exceeds type_size",
            fmt::format("{} bits at bit offset {} are more than its {} "
                        "bytes",
                        word.bits(), word.offset(), type_.size_or_type));
    }
    uint32_t encoding = word.encoding();
    if (encoding != 0 && encoding != Int::kSigned && encoding != Int::kChar &&
        encoding != Int::kBool) {
      fault("Unsupported encoding",
            fmt::format("its encoding {:#x} is none of signed, char and bool", encoding));
    }
  }

  void array() {
    no_name();
    no_vlen();
    no_kind_flag();
    if (type_.size_or_type != 0) {
      fault("size != 0", fmt::format("its size is {}, not 0", type_.size_or_type));
    }
    RawArray array = type_.array();
    if (!is_target(array.element))
      fault("Invalid elem", not_a_target("its element", array.element));
    if (!is_target(array.index)) fault("Invalid index", not_a_target("its index", array.index));
  }

  void composite() {
    optional_name();
    const uint32_t size = type_.size_or_type;
    uint32_t last_offset = 0;
    for (uint32_t i = 0; i < type_.vlen(); ++i) {
      RawMember member = type_.member(i);
      if (!has_string(member.name)) {
        fault(fmt::format("Invalid member name_offset:{}", member.name),
              fmt::format("{}: {}", part("member", i, member.name), no_string(member.name)));
      } else if (member.name != 0 && !is_name(member.name)) {
        fault("Invalid name",
              fmt::format("{}: {}", part("member", i, member.name), bad_name(member.name)));
      }
      if (!is_target(member.type)) {
        fault("Invalid type_id", fmt::format("{}: {}", part("member", i, member.name),
                                             not_a_target("it", member.type)));
      }
      uint32_t offset = type_.bit_offset(member);
      if (type_.is(wire::Kind::kUnion) && offset != 0) {
        fault("Invalid member bits_offset",
              fmt::format("{}: its bit offset in a union is {}, not 0",
                          part("member", i, member.name), offset));
      } else if (offset < last_offset) {
        fault("Invalid member bits_offset",
              fmt::format("{}: its bit offset {} is before the last member's {}",
                          part("member", i, member.name), offset, last_offset));
      }
      if (bytes_for(offset) > size) {
        fault("Member bits_offset exceeds its struct size",
              fmt::format("{}: its bit offset {} is behind the type's {} bytes",
                          part("member", i, member.name), offset, size));
      }
      last_offset = offset;
    }
  }

  void enumeration() {
    if (type_.is(wire::Kind::kEnum) && !rules_.enum_kind_flag) no_kind_flag();
    const uint32_t size = type_.size_or_type;
    bool is_size =
        rules_.enums_of_any_size ? size == 1 || size == 2 || size == 4 || size == 8 : size == 4;
    if (!is_size) fault("Unexpected size", fmt::format("no enum has {} bytes", size));
    optional_name();
    const uint32_t words = type_.is(wire::Kind::kEnum) ? kEnumeratorWords : kEnumerator64Words;
    for (uint32_t i = 0; i < type_.vlen(); ++i) {
      uint32_t name = type_.words[words * i];
      if (!has_string(name)) {
        fault(fmt::format("Invalid name_offset:{}", name),
              fmt::format("{}: {}", part("enumerator", i, name), no_string(name)));
      } else if (name == 0 || !is_name(name)) {
        fault("Invalid name", fmt::format("{}: {}", part("enumerator", i, name), bad_name(name)));
      }
    }
  }

  void forward() {
    no_vlen();
    if (type_.size_or_type != 0) {
      fault("type != 0", fmt::format("its type is {}, not 0", type_.size_or_type));
    }
    required_name();
  }

  void reference() {
    no_vlen();
    if (!(type_.is(wire::Kind::kTypeTag) && rules_.tag_kind_flag)) no_kind_flag();
    if (type_.size_or_type > rules_.last_type_id) {
      fault("Invalid type_id", beyond_any_id("it", type_.size_or_type));
    }
    if (type_.is(wire::Kind::kTypedef)) {
      required_name();
    } else if (type_.is(wire::Kind::kTypeTag)) {
      required_value("Invalid name");
    } else {
      no_name();
    }
  }

  void function() {
    required_name();
    if (!rules_.function_linkage) {
      no_vlen();
    } else if (type_.vlen() > kLastFunctionLinkage) {
      fault("Invalid func linkage",
            fmt::format("its linkage {} is neither static nor global", type_.vlen()));
    }
    no_kind_flag();
  }

  void prototype() {
    no_name();
    no_kind_flag();
  }

  void variable() {
    no_vlen();
    no_kind_flag();
    required_name(true);
    if (!is_target(type_.size_or_type)) {
      fault("Invalid type_id", not_a_target("it", type_.size_or_type));
    }
    if (uint32_t linkage = type_.words[0]; linkage > kLastVariableLinkage) {
      fault("Linkage not supported",
            fmt::format("its linkage {} is neither static nor global", linkage));
    }
  }

  void section() {
    const uint32_t size = type_.size_or_type;
    if (!rules_.empty_sections && type_.vlen() == 0) fault("vlen == 0", "it has no variables");
    if (size == 0) fault("size == 0", "its size is 0");
    no_kind_flag();
    if (has_string(type_.name) && !is_section_name(btf_.name(type_.name), rules_)) {
      fault("Invalid name", bad_name(type_.name));
    }
    uint64_t end = 0;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < type_.vlen(); ++i) {
      SectionVar var = type_.section_var(i);
      if (!is_target(number(var.var))) {
        fault("Invalid type_id",
              fmt::format("variable {}: {}", i, not_a_target("it", number(var.var))));
      }
      if (var.offset < end) {
        fault("Invalid offset",
              fmt::format("variable {}: it begins at {}, but the last one ends at {}", i,
                          var.offset, end));
      } else if (var.offset >= size) {
        fault("Invalid offset",
              fmt::format("variable {}: it begins at {}, behind the section's {} bytes", i,
                          var.offset, size));
      }
      if (var.size == 0 || var.size > size) {
        fault("Invalid size",
              fmt::format("variable {}: it has {} bytes, the section {}", i, var.size, size));
      }
      // The kernel adds in 32 bits.
      end = uint32_t{var.offset + var.size};
      if (end > size) {
        fault(
            "Invalid offset+size",
            fmt::format("variable {}: it ends at {}, behind the section's {} bytes", i, end, size));
      }
      sum += var.size;
    }
    if (size < sum) {
      fault("Invalid btf_info size",
            fmt::format("its variables have {} bytes together, it has {}", sum, size));
    }
  }

  void floating() {
    no_vlen();
    no_kind_flag();
    const uint32_t size = type_.size_or_type;
    if (size != 2 && size != 4 && size != 8 && size != 12 && size != 16) {
      fault("Invalid type_size", fmt::format("no floating-point type has {} bytes", size));
    }
  }

  void declaration_tag() {
    required_value("Invalid value");
    no_vlen();
    if (!rules_.tag_kind_flag) no_kind_flag();
    if (auto component = static_cast<int32_t>(type_.words[0]); component < DeclTag::kWhole) {
      fault("Invalid component_idx",
            fmt::format("its component {} is neither an index nor {}", component, DeclTag::kWhole));
    }
  }

  std::string part(std::string_view what, uint32_t i, uint32_t name) const {
    return describe_part(btf_, what, i, name);
  }

  void no_vlen() {
    if (type_.vlen() != 0) fault("vlen != 0", fmt::format("its vlen is {}, not 0", type_.vlen()));
  }
  void no_kind_flag() {
    if (type_.kind_flag()) fault("Invalid btf_info kind_flag", "its kind_flag is set");
  }

  void no_name() {
    if (type_.name != 0 && has_string(type_.name)) fault("Invalid name", "it has a name");
  }
  void optional_name() {
    if (type_.name != 0 && has_string(type_.name) && !is_name(type_.name)) {
      fault("Invalid name", bad_name(type_.name));
    }
  }
  void required_name(bool dots = false) {
    if (has_string(type_.name) && (type_.name == 0 || !is_name(type_.name, dots))) {
      fault("Invalid name", bad_name(type_.name));
    }
  }
  // A name that may be any text, if only there is one.
  void required_value(std::string_view wording) {
    if (has_string(type_.name) && btf_.name(type_.name).empty()) {
      fault(std::string(wording), "it has no name");
    }
  }

  bool has_string(uint32_t offset) const {
    return offset <= rules_.last_name_offset && btf_.find_string(offset);
  }
  bool is_name(uint32_t offset, bool dots = false) const {
    return is_identifier(btf_.name(offset), rules_, dots || rules_.dots_everywhere);
  }
  std::string bad_name(uint32_t offset) const {
    std::string_view name = btf_.name(offset);
    if (offset == 0) return "it has no name";
    if (name.empty()) return "its name is empty";
    if (name.size() > rules_.longest_name) {
      return fmt::format("its name has {} characters, more than {}", name.size(),
                         rules_.longest_name);
    }
    return fmt::format("its name '{}' is not a valid one", name);
  }
  static std::string no_string(uint32_t offset) {
    return fmt::format("its name is at string offset {}, where there is none", offset);
  }

  // Whether an id can be one of an object's type; whether it exists is asked later.
  bool is_target(uint32_t id) const { return id != 0 && id <= rules_.last_type_id; }
  std::string not_a_target(std::string_view what, uint32_t id) const {
    if (id == 0) return fmt::format("{} is of type void", what);
    return beyond_any_id(what, id);
  }
  std::string beyond_any_id(std::string_view what, uint32_t id) const {
    return fmt::format("{} is of type [{}], above the highest id, {}", what, id,
                       rules_.last_type_id);
  }

  void fault(std::string wording, std::string rule) {
    report_.add(btf_, id_, type_, std::move(wording), std::move(rule));
  }

  const RawBtf& btf_;
  const Rules& rules_;
  Report& report_;
  uint32_t id_;
  const RawType& type_;
};

// "meta_left:7 meta_needed:12": the section ends inside a type.
void cut_off(Report& report, uint32_t id, std::string subject, uint64_t left, uint64_t needed) {
  report.add(TypeId{id}, std::move(subject),
             fmt::format("meta_left:{} meta_needed:{}", left, needed),
             fmt::format("{} bytes are left in the section, {} needed", left, needed));
}

}  // namespace

bool check_metas(Bytes types, RawBtf& btf, const Rules& rules, Report& report) {
  std::span<const uint32_t> words = btf.words();
  size_t position = 0;
  for (uint32_t id = btf.is_split() ? btf.first_id() : 1; position * kWordSize < types.size();
       ++id) {
    uint64_t left = types.size() - position * kWordSize;
    constexpr uint64_t kTypeSize = kTypeWords * kWordSize;
    if (left < kTypeSize) {
      cut_off(report, id, fmt::format("type [{}]", id), left, kTypeSize);
      return false;
    }
    RawType type{words[position], words[position + 1], words[position + 2]};
    left -= kTypeSize;
    position += kTypeWords;
    if (uint32_t unknown = type.info & ~rules.info_mask) {
      report.add(btf, id, type, fmt::format("Invalid btf_info:{:x}", type.info),
                 fmt::format("its info word {:#x} has the unknown bits {:#x}", type.info, unknown));
    } else if (type.kind_number() == 0 ||
               type.kind_number() > static_cast<uint32_t>(rules.last_kind)) {
      report.add(btf, id, type, fmt::format("Invalid kind:{}", type.kind_number()),
                 fmt::format("Linux {}.{} doesn't know kind {}", rules.kernel.major,
                             rules.kernel.minor, type.kind_number()));
    }
    auto behind = words_behind(type.kind_number(), type.vlen());
    if (!behind) return false;
    if (type.name > rules.last_name_offset || !btf.find_string(type.name)) {
      report.add(btf, id, type, fmt::format("Invalid name_offset:{}", type.name),
                 fmt::format("its name is at string offset {}, where there is none", type.name));
    }
    if (left < *behind * kWordSize) {
      cut_off(report, id, describe(btf, id, type), left, *behind * kWordSize);
      return false;
    }
    type.words = words.subspan(position, *behind);
    position += *behind;
    Meta(btf, rules, report, id, type).check();
    // The kernel drops what is above the limit, without a complaint of its own.
    if (id < rules.last_type_id) btf.add(type);
  }
  return true;
}

}  // namespace btfkit::btf::checking
