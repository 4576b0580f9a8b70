// Lines are those of pahole: a declaration, and its offset and size in a comment at a column of its
// own.
//
//   struct foo {
//   	int                        a;                    /*     0     4 */
//
//   	/* XXX 4 bytes hole, try to pack */
//
//   	void *                     b;                    /*     8     8 */
//
//   	/* size: 16, cachelines: 1, members: 2 */
//   	/* sum members: 12, holes: 1, sum holes: 4 */
//   	/* last cacheline: 16 bytes */
//   };
#include "btf/show.h"

#include <algorithm>

#include "btf/spell.h"
#include "dump_c_walk.h"
#include "show_layout.h"

namespace btfkit::btf {
namespace {

// Structs without a name, each twice inside the next, can be crafted to fill any disk.
constexpr size_t kLongestText = size_t{32} << 20;
constexpr uint32_t kTab = 8;
constexpr uint32_t kTypeColumn = 34;  // where names begin, less the blank
constexpr uint32_t kCommentColumn = 57, kExpandedCommentColumn = 89;

std::string_view plural(uint64_t count) {
  return count == 1 ? "" : "s";
}

class Show {
 public:
  Show(const Btf& btf, const ShowOptions& options)
      : btf_(btf), options_(options), walk_(btf, text_), layouts_(btf, pointer_size(btf)) {}

  Result<std::string> run(TypeId id) && {
    write(id);
    BTFKIT_CHECK(walk_.result());
    return std::move(text_).take();
  }

 private:
  // Where a struct is written: how far it is indented, and its offset in the outermost one.
  struct Position {
    uint32_t level;
    uint64_t offset;  // bytes
  };

  void write(TypeId id) {
    Type type = btf_.type(id);
    std::string name = one_line(btf_.name(type));
    auto none = [&] { walk_.stop(id, "C has nothing of that kind"); };
    auto scalar = [&](uint32_t size) { line(0, fmt::format("{}; /* size: {} */", name, size)); };
    auto declaration = [&](TypeId what) {
      line(0, one_line(spell(btf_, what).around(name)) + ';');
    };
    auto composite = [&] { write_definition(id, spell(btf_, id), "", {}); };
    std::visit(Overloaded{
                   [&](const Int& kind) { scalar(kind.size); },
                   [&](const Float& kind) { scalar(kind.size); },
                   [&](const Ptr&) { declaration(id); },
                   [&](const Array&) { declaration(id); },
                   [&](const Struct&) { composite(); },
                   [&](const Union&) { composite(); },
                   [&](const Enum&) { composite(); },
                   [&](const Enum64&) { composite(); },
                   [&](const Fwd&) {
                     line(0, one_line(spell(btf_, id).specifier) + "; /* not defined */");
                   },
                   [&](const Typedef& kind) {
                     Spelling spelling = spell(btf_, kind.type);
                     expand_typedefs(spelling);
                     if (is_written_out(spelling)) {
                       write_definition(spelling.base, spelling, name, "typedef ");
                     } else {
                       line(0, "typedef " + one_line(spelling.around(name)) + ';');
                     }
                   },
                   [&](const Volatile&) { declaration(id); },
                   [&](const Const&) { declaration(id); },
                   [&](const Restrict&) { declaration(id); },
                   [&](const Func& kind) { declaration(kind.proto); },
                   [&](const FuncProto&) { declaration(id); },
                   [&](const Var& kind) { declaration(kind.type); },
                   [&](const TypeTag&) { none(); },
                   [&](const Datasec&) { none(); },
                   [&](const DeclTag&) { none(); },
                   [&](const Unknown&) { none(); },
               },
               type.kind);
  }

  // A whole struct, union or enum as a definition of its own.
  void write_definition(TypeId id, const Spelling& spelling, std::string_view name,
                        std::string_view prefix) {
    std::string head = std::string(prefix) + open(spelling);
    std::string tail = '}' + declarator(spelling, name);
    Kind kind = btf_.type(id).kind;
    if (auto* composite = as_composite(kind)) {
      line(0, head);
      write_members(id, *composite, {0, 0});
      if (std::holds_alternative<Struct>(kind)) write_summary(*composite);
      line(0, tail + ';');
    } else if (auto* values = std::get_if<Enum>(&kind)) {
      line(0, head);
      write_enumerators(*values, 1);
      line(0, fmt::format("{}{};", tail, values->size < 4 ? " __attribute__((__packed__))" : ""));
    } else if (auto* wide = std::get_if<Enum64>(&kind)) {
      line(0, head);
      write_enumerators(*wide, 1);
      line(0, tail + ';');
    }
  }

  static std::string open(const Spelling& spelling) {
    std::string text = one_line(spelling.specifier);
    constexpr std::string_view kBody = " {...}";
    if (text.ends_with(kBody)) text.resize(text.size() - kBody.size());
    return text + " {";
  }

  // What follows the brace: ` *name[4]`.
  static std::string declarator(const Spelling& spelling, std::string_view name) {
    std::string text = spelling.before + one_line(name) + spelling.after;
    return text.empty() ? text : ' ' + text;
  }

  // Whether the type that a declaration is made of belongs into its place: one without a name, or
  // on request any that it holds by value.
  bool is_written_out(const Spelling& spelling) const {
    if (spelling.base == kVoid || spelling.specifier == "...") return false;
    Type type = btf_.type(spelling.base);
    bool has_body = as_composite(type.kind) || std::holds_alternative<Enum>(type.kind) ||
                    std::holds_alternative<Enum64>(type.kind);
    if (!has_body) return false;
    if (btf_.name(type).empty()) return true;
    return options_.expand && holds_value(spelling) && as_composite(type.kind);
  }

  static bool holds_value(const Spelling& spelling) {
    return spelling.before.empty() && !spelling.after.starts_with('(');
  }

  // On request takes a member's typedefs for what they stand for, and returns their names:
  // "/* typedef atomic_t */ ". Qualifiers of a typedef for a pointer would land elsewhere.
  std::string expand_typedefs(Spelling& spelling) {
    std::string names;
    constexpr int kMaxTypedefs = 32;
    for (int step = 0; options_.expand && step < kMaxTypedefs && holds_value(spelling); ++step) {
      std::optional<Typedef> kind = get_if<Typedef>(btf_, spelling.base);
      if (!kind) break;
      std::string_view name = btf_.name(spelling.base);
      std::string qualifiers = spelling.specifier;
      qualifiers.resize(qualifiers.size() - std::min(name.size(), qualifiers.size()));
      Spelling target = spell(btf_, kind->type);
      if (!qualifiers.empty() && !target.before.empty()) break;
      names += fmt::format("{}{}", names.empty() ? "/* typedef " : " -> ", one_line(name));
      spelling = {target.base, qualifiers + target.specifier, target.before,
                  spelling.after + target.after};
    }
    return names.empty() ? names : names + " */ ";
  }

  void write_members(TypeId id, const Composite& kind, Position outer) {
    c::Walk::Level nesting(walk_, id);
    if (!nesting) return;
    bool is_union = std::holds_alternative<Union>(btf_.type(id).kind);
    StructLayout layout = layouts_.lay_out(kind, is_union);
    uint64_t first_line = cacheline_;
    for (size_t i = 0; i < kind.members.size(); ++i) {
      if (!walk_.step(id)) return;
      const MemberLayout& member = layout.members[i];
      Position inner{outer.level + 1, outer.offset};
      // Each member of a union begins anew.
      if (is_union) {
        cacheline_ = first_line;
      } else {
        write_cacheline(inner, outer.offset + member.place.begin / 8);
      }
      write_member(kind.members[i], member.place, inner);
      write_remarks(member, inner.level);
      if (text_.size() > kLongestText) {
        return walk_.stop(id, "it is longer than {} MB", kLongestText >> 20);
      }
    }
    if (is_union) cacheline_ = first_line;
  }

  void write_cacheline(Position at, uint64_t offset) {
    uint64_t number = offset / options_.cacheline;
    if (number <= cacheline_) return;
    cacheline_ = number;
    uint64_t ago = offset % options_.cacheline;
    std::string was = ago == 0 ? "" : fmt::format(" was {} byte{} ago", ago, plural(ago));
    line(at.level, fmt::format("/* --- cacheline {} boundary ({} bytes){} --- */", number,
                               number * options_.cacheline, was));
  }

  void write_member(const Member& member, const Place& place, Position at) {
    Spelling spelling = spell(btf_, member.type);
    std::string prefix = expand_typedefs(spelling);
    std::string name = one_line(btf_.string(member.name));
    std::string comment =
        place.is_bit_field()
            ? fmt::format("/* {:5}:{:2} {:2} */", at.offset + place.unit_begin() / 8,
                          place.begin - place.unit_begin(), place.size)
            : fmt::format("/* {:5} {:5} */", at.offset + place.begin / 8, place.size);
    std::string width = place.is_bit_field() ? fmt::format(":{}", place.width) : "";
    if (is_written_out(spelling)) {
      line(at.level, prefix + open(spelling));
      write_body(spelling, place, at);
      line(at.level, '}' + declarator(spelling, name) + width + ';', comment);
      return;
    }
    // Stars belong to the column of types, `(*` to that of names.
    size_t stars = std::min(spelling.before.find('('), spelling.before.size());
    std::string type = prefix + one_line(spelling.specifier);
    if (stars != 0) type += ' ' + one_line(spelling.before.substr(0, stars));
    while (type.ends_with(' ')) type.pop_back();
    size_t used = std::min(at.level * kTab, kTypeColumn);
    line(at.level,
         fmt::format("{:<{}} {}{}{}{};", type, kTypeColumn - used, spelling.before.substr(stars),
                     name, one_line(spelling.after), width),
         comment);
  }

  void write_body(const Spelling& spelling, const Place& place, Position at) {
    Kind kind = btf_.type(spelling.base).kind;
    if (auto* composite = as_composite(kind)) {
      // What is behind a pointer has offsets of its own, and lies in no known cache line.
      bool holds = holds_value(spelling);
      uint64_t cacheline = cacheline_;
      if (!holds) cacheline_ = UINT64_MAX;
      write_members(spelling.base, *composite, {at.level, holds ? at.offset + place.begin / 8 : 0});
      if (!holds) cacheline_ = cacheline;
    } else if (auto* values = std::get_if<Enum>(&kind)) {
      write_enumerators(*values, at.level + 1);
    } else if (auto* wide = std::get_if<Enum64>(&kind)) {
      write_enumerators(*wide, at.level + 1);
    }
  }

  void write_remarks(const MemberLayout& member, uint32_t level) {
    const Gap& hole = member.hole;
    if (member.padding != 0) {
      remark(level, fmt::format("last struct has {} byte{} of padding", member.padding,
                                plural(member.padding)));
      if (hole.bits == 0 && hole.bytes == 0) line(0, "");
    }
    if (hole.bits != 0) {
      remark(level, fmt::format("{} bit{} hole, try to pack", hole.bits, plural(hole.bits)));
    }
    if (hole.bytes != 0) {
      if (hole.bits != 0) {
        line(level,
             fmt::format("/* XXX {} byte{} hole, try to pack */", hole.bytes, plural(hole.bytes)));
      } else {
        remark(level, fmt::format("{} byte{} hole, try to pack", hole.bytes, plural(hole.bytes)));
      }
    }
    if (hole.bits != 0 || hole.bytes != 0) line(0, "");
  }

  void remark(uint32_t level, std::string_view what) {
    line(0, "");
    line(level, fmt::format("/* XXX {} */", what));
  }

  void write_summary(const Composite& kind) {
    StructLayout layout = layouts_.lay_out(kind, false);
    uint64_t bytes = 0, bits = 0, holes = 0, hole_bytes = 0, bit_holes = 0, hole_bits = 0;
    uint64_t paddings = 0, padding_bytes = 0;
    for (const MemberLayout& member : layout.members) {
      (member.place.is_bit_field() ? bits : bytes) +=
          member.place.is_bit_field() ? member.place.width : member.place.size;
      holes += member.hole.bytes != 0;
      hole_bytes += member.hole.bytes;
      bit_holes += member.hole.bits != 0;
      hole_bits += member.hole.bits;
      paddings += member.padding != 0;
      padding_bytes += member.padding;
    }
    uint64_t lines = (uint64_t{kind.size} + options_.cacheline - 1) / options_.cacheline;
    line(0, "");
    comment(fmt::format("size: {}, cachelines: {}, members: {}", kind.size, lines,
                        kind.members.size()));
    if (holes != 0 || bit_holes != 0) {
      if (holes == 0 && bytes != 0) comment(fmt::format("sum members: {}", bytes));
      if (holes != 0) {
        comment(fmt::format("sum members: {}, holes: {}, sum holes: {}", bytes, holes, hole_bytes));
      }
      if (bits != 0) {
        comment(bit_holes == 0
                    ? fmt::format("sum bitfield members: {} bits ({} bytes)", bits, bits / 8)
                    : fmt::format("sum bitfield members: {} bits, bit holes: {}, sum "
                                  "bit holes: {} bits",
                                  bits, bit_holes, hole_bits));
      }
    }
    if (layout.padding.bytes != 0) comment(fmt::format("padding: {}", layout.padding.bytes));
    if (paddings != 0) {
      comment(fmt::format("paddings: {}, sum paddings: {}", paddings, padding_bytes));
    }
    if (layout.padding.bits != 0) {
      comment(fmt::format("bit_padding: {} bits", layout.padding.bits));
    }
    if (uint64_t rest = kind.size % options_.cacheline; rest != 0) {
      comment(fmt::format("last cacheline: {} bytes", rest));
    }
  }

  void comment(std::string_view what) { line(1, fmt::format("/* {} */", what)); }

  template <typename AnyEnum>
  void write_enumerators(const AnyEnum& kind, uint32_t level) {
    size_t longest = 0;
    for (const auto& enumerator : kind.enumerators) {
      longest = std::max(longest, btf_.string(enumerator.name).size());
    }
    constexpr size_t kWidest = 64;
    longest = std::min(longest, kWidest);
    for (const auto& enumerator : kind.enumerators) {
      std::string name = one_line(btf_.string(enumerator.name));
      line(level, fmt::format("{:<{}} = {},", name, longest,
                              enumerator_value(kind.is_signed, value_of(enumerator))));
    }
  }

  void line(uint32_t level, std::string_view what, std::string_view comment = {}) {
    text_.add(level, '\t');
    text_.add(what);
    if (!comment.empty()) {
      size_t column = options_.expand ? kExpandedCommentColumn : kCommentColumn;
      size_t used = level * kTab + what.size();
      text_.add(used < column ? column - used : 1, ' ');
      text_.add(comment);
    }
    text_.add('\n');
  }

  const Btf& btf_;
  const ShowOptions& options_;
  Text text_;
  c::Walk walk_;
  Layouts layouts_;
  uint64_t cacheline_ = 0;  // the one of the member before
};

}  // namespace

Result<std::string> show(const Btf& btf, TypeId id, const ShowOptions& options) {
  return Show(btf, options).run(id);
}

}  // namespace btfkit::btf
