#include "btf/references.h"

#include <array>

#include "words.h"

namespace btfkit::btf {
namespace {

constexpr size_t kLargestKind = wire::kKindMask;

constexpr std::array<ReferencePlaces, kLargestKind + 1> kPlaces = [] {
  std::array<ReferencePlaces, kLargestKind + 1> places{};
  constexpr ReferencePlaces kNone{0, 0, 3, 0, -1, -1};
  constexpr ReferencePlaces kThirdWord{2, 3, 3, 0, -1, -1};
  places.fill(kNone);
  auto set = [&](wire::Kind kind, ReferencePlaces place) {
    places[static_cast<size_t>(kind)] = place;
  };
  using enum wire::Kind;
  for (wire::Kind kind :
       {kPtr, kTypedef, kVolatile, kConst, kRestrict, kFunc, kVar, kDeclTag, kTypeTag}) {
    set(kind, kThirdWord);
  }
  set(kArray, {3, 5, 6, 0, -1, -1});
  set(kStruct, {0, 0, 3, 3, 0, 1});
  set(kUnion, {0, 0, 3, 3, 0, 1});
  set(kEnum, {0, 0, 3, 2, 0, -1});
  set(kEnum64, {0, 0, 3, 3, 0, -1});
  set(kFuncProto, {2, 3, 3, 2, 0, 1});
  set(kDatasec, {0, 0, 3, 3, -1, 0});
  return places;
}();

}  // namespace

const ReferencePlaces& reference_places(uint32_t info) {
  return kPlaces[kind_of(info)];
}

}  // namespace btfkit::btf
