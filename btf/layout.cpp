#include "layout.h"

#include <algorithm>

namespace btfkit::btf {

Result<std::vector<KindLayout>> read_layout(Bytes bytes, Endian endian) {
  if (bytes.size() % wire::kLayoutSize != 0) {
    return fail("{} bytes, not a multiple of {}", bytes.size(), wire::kLayoutSize);
  }
  ByteReader reader(bytes, endian);
  std::vector<KindLayout> layout;
  while (!reader.at_end()) {
    KindLayout kind{BTFKIT_TRY(reader.u8()), BTFKIT_TRY(reader.u8()), BTFKIT_TRY(reader.u16())};
    size_t number = layout.size();
    if (kind.info_size % sizeof(uint32_t) != 0 || kind.entry_size % sizeof(uint32_t) != 0) {
      return fail("kind {}: {} bytes and {} an entry, not multiples of 4", number, kind.info_size,
                  kind.entry_size);
    }
    if (number != 0 && number < wire::kKinds) {
      Shape known = *shape_of(static_cast<uint32_t>(number), {});
      if (kind.info_size != known.info * sizeof(uint32_t) ||
          kind.entry_size != known.entry * sizeof(uint32_t)) {
        return fail("kind {}: {} bytes and {} an entry, but it has {} and {}", number,
                    kind.info_size, kind.entry_size, known.info * sizeof(uint32_t),
                    known.entry * sizeof(uint32_t));
      }
    }
    layout.push_back(kind);
  }
  return layout;
}

TypeSizes::TypeSizes(std::span<const KindLayout> layout) {
  for (uint32_t kind = 0; kind < shapes_.size(); ++kind) {
    shapes_[kind] = shape_of(kind, layout).value_or(Shape{kUnknown, 0});
  }
}

TypeSteps TypeSizes::steps() const {
  TypeSteps steps;
  std::ranges::transform(shapes_, steps.begin(), [](Shape shape) {
    if (shape.info == kUnknown) return TypeStep{UINT32_MAX, 0};
    return TypeStep{static_cast<uint32_t>(kTypeWords + shape.info), shape.entry};
  });
  return steps;
}

Error TypeSizes::fault(const Head& head) const {
  auto short_of = [](uint64_t needed, uint64_t left) {
    return fail("{} bytes needed, {} left", needed * sizeof(uint32_t), left * sizeof(uint32_t))
        .error();
  };
  if (head.left < kTypeWords) return short_of(kTypeWords, head.left);
  uint32_t kind = kind_of(head.info);
  uint32_t vlen = vlen_of(head.info);
  Shape shape = shapes_[kind];
  if (shape.info == kUnknown) return fail("kind {} is not known", kind).error();
  if (is(kind, wire::Kind::kFunc)) return fail("FUNC: linkage {} is not known", vlen).error();
  size_t left = head.left - kTypeWords;
  if (shape.info > left) return short_of(shape.info, left);
  if (is(kind, wire::Kind::kVar)) return fail("VAR: linkage {} is not known", head.fourth).error();
  return fail("{} entries of {} bytes, but {} bytes are left", vlen, shape.entry * sizeof(uint32_t),
              (left - shape.info) * sizeof(uint32_t))
      .error();
}

}  // namespace btfkit::btf
