// What a type is called in declarations: `struct file *`, of which a header has the same ones over
// and over.
#pragma once

#include <array>

#include "btf/model.h"

namespace btfkit::btf::c {

// Remembers where some types have been mentioned, as many as the places have room: a later type of
// the same place takes it over.
class Mentions {
 public:
  struct Mention {
    TypeId type = kVoid;
    uint32_t begin = 0;  // in the text
    uint16_t size = 0;
    bool after_star = false;  // no space is wanted between it and a name
  };

  // Null if it is not known. There is none of void.
  const Mention* find(TypeId type) const {
    const Mention& mention = places_[place(type)];
    return mention.type == type && type != kVoid ? &mention : nullptr;
  }
  void add(const Mention& mention) { places_[place(mention.type)] = mention; }

 private:
  static constexpr size_t kPlaces = 1 << 12;
  static size_t place(TypeId type) { return number(type) % kPlaces; }

  std::array<Mention, kPlaces> places_;
};

}  // namespace btfkit::btf::c
