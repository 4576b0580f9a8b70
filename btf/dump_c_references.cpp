#include "dump_c_references.h"

#include "words.h"

namespace btfkit::btf::c {

void References::count(const Btf& part) {
  if (part.base()) count(*part.base());
  for (uint32_t id = number(part.first_id()); id < number(part.end_id()); ++id) {
    std::span<const uint32_t> words = part.words(TypeId{id});
    auto once_more = [&](uint32_t target) { counts_[target] = kMany; };
    auto by_name = [&](TypeId target) {
      Count& known = counts_[number(target)];
      known = known == kNone ? kOneByName : kMany;
    };
    auto composite = [&](const Composite& kind) {
      if (!has_name(part, words)) return for_each_reference(words, once_more);
      for (const Member& member : kind.members) by_name(member.type);
    };
    visit_kind(words, Overloaded{
                          [&](const Struct& kind) { composite(kind); },
                          [&](const Union& kind) { composite(kind); },
                          [&](const Typedef& kind) { by_name(kind.type); },
                          [&](const Ptr& kind) { once_more(number(kind.type)); },
                          [&](const FuncProto& kind) {
                            once_more(number(kind.result));
                            for (const Parameter& parameter : kind.parameters) {
                              once_more(number(parameter.type));
                            }
                          },
                          [&](const auto&) { for_each_reference(words, once_more); },
                      });
  }
}

}  // namespace btfkit::btf::c
