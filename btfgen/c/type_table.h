// The table of all types: each distinct one once, by a hash of what it is.
//
// The hash of a type is made of what it holds and of the hashes of the types that it refers to; but
// a named struct, union or enumeration is referred to by its kind and name alone. That ends every
// cycle and lets a forward declaration and its definition be referred to alike, so that the types
// of a unit are hashed in one pass and only names with several definitions (ambiguous.h) need to be
// compared as graphs. docs/btfgen-encode.md explains why that gives what libbpf's deduplication
// gives.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "c/debug_strings.h"
#include "c/references.h"
#include "c/type_hash.h"
#include "c/unit_types.h"

namespace btfkit::btfgen {

// The index of a type in a table.
enum class NodeId : uint32_t {};
constexpr uint32_t number(NodeId id) {
  return static_cast<uint32_t>(id);
}

// The place of a type or name among all of a file: those of unit 0 come first.
struct Place {
  uint32_t unit;
  uint32_t index;

  auto operator<=>(const Place&) const = default;
};

// Hashes the types of one unit after another. Its memory is used again.
class TypeHasher {
 public:
  // Resolves the references of all types on the way. The results are there until the next call.
  // Cycles that no named struct is part of, which no C compiler writes, are cut at an arbitrary
  // place.
  void hash(UnitTypes& unit, References& references);

  // Of type `type` (1 is the first) by what it is.
  const TypeHash& content(uint32_t type) const { return contents_[type - 1]; }
  // As others refer to it.
  const TypeHash& reference(uint32_t type) const { return references_[type - 1]; }

 private:
  void hash_type(uint32_t type, int depth);
  TypeHash hash_reference(uint32_t type, int depth);
  TypeHash hash_new_reference(uint32_t type, int depth);
  TypeHash hash_content(UnitType& type, int depth);

  enum class State : uint8_t { kNew, kOpen, kDone };

  UnitTypes* unit_ = nullptr;
  References* references_of_unit_ = nullptr;
  std::vector<TypeHash> contents_;
  std::vector<TypeHash> references_;
  std::vector<State> states_;
};

class TypeTable {
 public:
  // Looks up the types of a unit, of which the first is at `first`, and adds those that are new.
  // `nodes[i]` becomes the node of type i + 1; of kinds that aren't encoded it is meaningless.
  void add(const UnitTypes& types, const TypeHasher& hashes, Place first,
           std::vector<NodeId>& nodes);
  // Adds the types of another table. Returned is what its nodes are here.
  std::vector<NodeId> add(const TypeTable& other);
  // Nothing is added from here on: gives back the memory of what finds types.
  void seal() {
    ids_ = {};
    hashes_ = {};
  }

  // A node is written as a UnitType is; its types are NodeIds + 1, and 0 void.
  std::span<const UnitType> nodes() const { return nodes_; }
  std::span<const UnitEntry> entries(const UnitType& node) const {
    return std::span(entries_).subspan(node.first, node.count);
  }
  const UnitType& node(NodeId id) const { return nodes_[number(id)]; }
  // Where the first of them was.
  Place place(NodeId id) const { return places_[number(id)]; }

 private:
  HashIndex ids_;
  std::vector<UnitType> nodes_;
  std::vector<UnitEntry> entries_;
  std::vector<Place> places_;
  std::vector<TypeHash> hashes_;
};

}  // namespace btfkit::btfgen
