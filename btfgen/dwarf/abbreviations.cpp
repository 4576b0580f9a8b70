#include "dwarf/abbreviations.h"

#include <optional>
#include <utility>

#include "dwarf/attributes.h"
#include "dwarf/leb128.h"

namespace btfkit::dwarf {
namespace {

constexpr uint64_t kIndirect = static_cast<uint64_t>(Form::kIndirect);
constexpr uint64_t kImplicitConst = static_cast<uint64_t>(Form::kImplicitConst);

// Moves behind a declaration's list of attributes. False if it has no end.
bool pass_over_attributes(const std::byte*& at, const std::byte* end) {
  uint64_t attribute = 0, form = 0;
  int64_t constant = 0;
  do {
    if (!read_uleb128(at, end, attribute) || !read_uleb128(at, end, form)) return false;
    if (form == kImplicitConst && !read_sleb128(at, end, constant)) return false;
  } while (attribute != 0 || form != 0);
  return true;
}

std::optional<uint32_t> size_in_bytes(FormSize size, uint8_t address_size, uint8_t offset_size) {
  switch (size) {
    case FormSize::kNone:
      return 0;
    case FormSize::k1:
      return 1;
    case FormSize::k2:
      return 2;
    case FormSize::k3:
      return 3;
    case FormSize::k4:
      return 4;
    case FormSize::k8:
      return 8;
    case FormSize::k16:
      return 16;
    case FormSize::kAddress:
      return address_size;
    case FormSize::kOffset:
      return offset_size;
    case FormSize::kVariable:
      return std::nullopt;
  }
  __builtin_unreachable();
}

// What makes a value of a number in the DIE; nothing for forms that take more than an addition.
std::optional<Base> base_of(Form form) {
  switch (form) {
    case Form::kData1:
    case Form::kData2:
    case Form::kData4:
    case Form::kData8:
    case Form::kImplicitConst:
    case Form::kFlagPresent:
    case Form::kAddr:
    case Form::kSecOffset:
      return Base::kNone;
    case Form::kRefAddr:
      return Base::kReferences;
    case Form::kRef1:
    case Form::kRef2:
    case Form::kRef4:
    case Form::kRef8:
      return Base::kUnit;
    case Form::kStrp:
      return Base::kStrings;
    case Form::kLineStrp:
      return Base::kLineStrings;
    default:
      return std::nullopt;
  }
}

// What is wanted of a SmallDie besides its name and type.
struct SmallTag {
  Attribute value;     // kEnd: nothing
  uint8_t value_bits;  // at most
  Attribute of_no_use = Attribute::kEnd;
};
std::optional<SmallTag> small_tag(Tag tag) {
  switch (tag) {
    case Tag::kMember:
      // Who counts in bits has room for 16 of bytes.
      return SmallTag{Attribute::kMemberLocation, 16};
    case Tag::kEnumerator:
      return SmallTag{Attribute::kConstValue, 32};
    case Tag::kPointerType:
      return SmallTag{Attribute::kEnd, 0, Attribute::kByteSize};
    case Tag::kFormalParameter:
    case Tag::kConstType:
    case Tag::kVolatileType:
    case Tag::kTypedef:
      return SmallTag{Attribute::kEnd, 0};
    default:
      return std::nullopt;
  }
}

// Without a tag if the DIEs of `shape` aren't small.
SmallLayout small_layout(const Shape& shape) {
  std::optional<SmallTag> wanted = small_tag(shape.tag);
  if (!wanted || shape.has_children) return {};
  SmallLayout layout;
  const Segment* fixed = &shape.segments.front();
  if (const auto& text = fixed->variable) {
    bool is_name = text->attribute == Attribute::kName && text->form == Form::kString;
    if (!is_name || fixed->size != 0) return {};
    layout.name = SmallLayout::kInline;
    fixed = &shape.segments[1];
  }
  if (fixed->variable || fixed->size >= SmallLayout::kInline) return {};
  layout.tag = static_cast<uint8_t>(shape.tag);
  layout.size = static_cast<uint8_t>(fixed->size);
  for (const FixedStep& step : shape.steps) {
    auto offset = static_cast<uint8_t>(step.offset);
    uint8_t bits = 64 - step.shift;
    if (step.attribute == Attribute::kName && step.base == Base::kStrings && bits == 32) {
      layout.name = offset;
    } else if (step.attribute == Attribute::kType && step.base == Base::kUnit && bits == 32) {
      layout.type = offset;
    } else if (step.attribute == wanted->value && bits <= wanted->value_bits) {
      layout.value = offset;
      layout.value_bits = bits;
    } else if (step.attribute != wanted->of_no_use) {
      return {};
    }
  }
  for (const Constant& constant : shape.constants) {
    if (constant.attribute == wanted->of_no_use) continue;
    if (constant.attribute != wanted->value || constant.value > UINT16_MAX) return {};
    layout.value = 0;
    layout.constant = static_cast<uint16_t>(constant.value);
  }
  return layout;
}

}  // namespace

AbbreviationReader::Known& AbbreviationReader::known(const Format& format) {
  for (Known& known : known_) {
    if (known.format == format) return known;
  }
  return known_.emplace_back(Known{format, {}, nullptr});
}

Result<Shape> AbbreviationReader::compile(Bytes declaration, const Format& format) const {
  const std::byte* at = declaration.data();
  const std::byte* end = at + declaration.size();
  Shape shape{};
  uint64_t tag = 0;
  read_uleb128(at, end, tag);
  if (tag > UINT16_MAX) return fail("tag {:#x} is out of range", tag);
  shape.tag = static_cast<Tag>(tag);
  shape.is_wanted = is_wanted(shape.tag);
  shape.has_children = std::to_integer<bool>(*at++);

  uint64_t seen = 0;      // of its attributes
  bool declares = false;  // perhaps
  Segment segment{};
  auto finish_segment = [&] {
    segment.steps = static_cast<uint32_t>(shape.steps.size()) - segment.first_step;
    shape.segments.push_back(segment);
    segment = {};
    segment.first_step = static_cast<uint32_t>(shape.steps.size());
  };
  for (;;) {
    uint64_t number = 0, form = 0;
    int64_t constant = 0;
    read_uleb128(at, end, number);
    read_uleb128(at, end, form);
    if (number == 0 && form == 0) break;
    if (form == kImplicitConst) read_sleb128(at, end, constant);
    if (form == kIndirect) {
      declares = true;
      segment.variable = VariableStep{Attribute::kEnd, Form::kIndirect, number};
      finish_segment();
      continue;
    }
    auto attribute = attribute_in_form(number, form);
    if (!attribute) return fail("form {:#x} of attribute {:#x} is not known", form, number);
    auto known_form = static_cast<Form>(form);
    declares |= *attribute == Attribute::kDeclaration;
    auto size = size_in_bytes(*size_of_form(form), format.address_size, format.offset_size);
    if (known_form == Form::kRefAddr && format.is_version_2) size = format.address_size;
    auto base = base_of(known_form);
    // Of several of one kind the first counts.
    bool is_first = *attribute != Attribute::kEnd && !(seen & bit(*attribute));
    if (is_first) seen |= bit(*attribute);
    bool is_fixed = size && (!is_first || base);
    if (!is_fixed) {
      segment.variable = VariableStep{is_first ? *attribute : Attribute::kEnd, known_form, 0};
      finish_segment();
      continue;
    }
    if (is_first && *size == 0) {
      bool is_flag = known_form == Form::kFlagPresent;
      shape.constants.push_back({*attribute, is_flag ? 1 : static_cast<uint64_t>(constant)});
      if (!is_flag) shape.is_signed |= bit(*attribute);
    } else if (is_first) {
      uint64_t mask = *size == 8 ? ~uint64_t{0} : (uint64_t{1} << 8 * *size) - 1;
      shape.steps.push_back(
          {mask, segment.size, *attribute, *base, static_cast<uint8_t>(64 - 8 * *size)});
    }
    if (is_first) shape.present |= bit(*attribute);
    segment.size += *size;
  }
  finish_segment();
  shape.in_function = in_function(shape.tag, declares);
  shape.small = small_layout(shape);
  return shape;
}

Result<void> AbbreviationReader::read(const UnitHeader& unit, AbbreviationTable& table) {
  Format format{unit.address_size, unit.offset_size, unit.version == 2};
  Bytes section = unit.source->abbreviations;
  if (unit.abbreviations >= section.size()) {
    return fail("{}: unit at {:#x}: its abbreviations are at {:#x} of {} bytes of .debug_abbrev",
                unit.source->name, unit.offset - unit.source->base, unit.abbreviations,
                section.size());
  }
  std::pair wanted(section.data() + unit.abbreviations, format);
  if (last_ == wanted) return {};
  last_.reset();
  table.dense_.clear();
  table.sparse_.clear();
  Known& known = this->known(format);
  const std::byte* begin = section.data();
  const std::byte* at = begin + unit.abbreviations;
  const std::byte* end = begin + section.size();
  Declaration** expected = &known.first;
  for (;;) {
    const std::byte* start = at;
    uint64_t code = 0, tag = 0;
    if (!read_uleb128(at, end, code)) {
      return fail(".debug_abbrev: the table at {:#x} has no end", unit.abbreviations);
    }
    if (code == 0) {
      last_ = wanted;
      return {};
    }
    auto add = [&](Declaration& declaration) {
      if (code == table.dense_.size() + 1) {
        table.dense_.push_back({&declaration.shape, declaration.shape.small});
      } else {
        table.sparse_.emplace(code, &declaration.shape);
      }
      *expected = &declaration;
      expected = &declaration.next;
    };
    if (Declaration* next = *expected;
        next && as_text({at, static_cast<size_t>(end - at)}).starts_with(next->bytes)) {
      at += next->bytes.size();
      add(*next);
      continue;
    }
    const std::byte* content = at;
    bool is_whole = read_uleb128(at, end, tag) && at != end;
    if (!is_whole || !pass_over_attributes(++at, end)) {
      return fail(".debug_abbrev: the declaration at {:#x} has no end", start - begin);
    }
    auto text = as_text({content, static_cast<size_t>(at - content)});
    auto found = known.declarations.find(text);
    if (found == known.declarations.end()) {
      auto shape = compile(as_bytes(text), known.format);
      if (!shape) {
        return in(fmt::format(".debug_abbrev: declaration at {:#x}", start - begin),
                  Result<void>(std::unexpected(std::move(shape).error())));
      }
      auto declaration = std::make_unique<Declaration>(text, std::move(*shape), nullptr);
      found = known.declarations.emplace(text, std::move(declaration)).first;
    }
    add(*found->second);
  }
}

}  // namespace btfkit::dwarf
