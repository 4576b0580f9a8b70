#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <unordered_map>

#include "dwarf/cursor.h"
#include "dwarf/other_files.h"

namespace btfkit::dwarf {
namespace {

// DW_SECT_*: the columns of a package's index. 2, 5 and 8 differ between DWARF 5 and the GNU
// format before it.
enum class Column : uint32_t {
  kInfo = 1,
  kTypes = 2,
  kAbbreviations = 3,
  kLocations = 5,
  kOffsets = 6
};

// One unit's, or one type unit's, parts of a package's sections.
struct Contribution {
  uint64_t id = 0;
  struct Part {
    uint32_t offset = 0;  // bytes
    uint32_t size = 0;
  };
  std::array<Part, 9> parts{};  // by Column

  Bytes of(Bytes section, Column column) const {
    const Part& part = parts[static_cast<size_t>(column)];
    if (part.offset > section.size()) return {};
    return section.subspan(part.offset, std::min<size_t>(part.size, section.size() - part.offset));
  }
};

// .debug_cu_index or .debug_tu_index (DWARF 5, section 7.3.5), in the order of its rows.
Result<std::vector<Contribution>> read_index(Bytes section, Endian endian) {
  std::vector<Contribution> rows;
  if (section.empty()) return rows;
  ByteReader reader(section, endian);
  // The GNU format has a version of 4 bytes, DWARF 5 one of 2 bytes and 2 of padding.
  auto raw = BTFKIT_TRY(reader.bytes(4));
  ByteReader whole(raw, endian), half(raw, endian);
  if (BTFKIT_TRY(whole.u32()) != 2 && BTFKIT_TRY(half.u16()) != 5) {
    return fail("its version is neither 2 nor 5");
  }
  uint32_t columns = BTFKIT_TRY(reader.u32());
  uint32_t units = BTFKIT_TRY(reader.u32());
  uint32_t slots = BTFKIT_TRY(reader.u32());
  uint64_t size = uint64_t{slots} * 12 + uint64_t{columns} * 4 + uint64_t{columns} * units * 8;
  if (columns > 8 || size > reader.remaining()) {
    return fail("{} columns, {} units and {} slots don't fit into its {} bytes", columns, units,
                slots, section.size());
  }
  std::vector<uint64_t> ids(slots);
  for (uint64_t& id : ids) id = BTFKIT_TRY(reader.u64());
  rows.resize(units);
  for (uint64_t id : ids) {
    uint32_t row = BTFKIT_TRY(reader.u32());
    if (row > units) return fail("it names row {} of {}", row, units);
    if (row != 0) rows[row - 1].id = id;
  }
  std::vector<uint32_t> numbers(columns);
  for (uint32_t& number : numbers) {
    number = BTFKIT_TRY(reader.u32());
    if (number == 0 || number > 8) return fail("section {} is not known", number);
  }
  for (bool is_size : {false, true}) {
    for (Contribution& row : rows) {
      for (uint32_t number : numbers) {
        uint32_t value = BTFKIT_TRY(reader.u32());
        (is_size ? row.parts[number].size : row.parts[number].offset) = value;
      }
    }
  }
  return rows;
}

struct Skeleton {
  UnitAttributes attributes;
  uint64_t id;
  std::string description;
};

class Splitter {
 public:
  Splitter(const std::string& path, Input& input) : path_(path), input_(input) {}

  Result<void> run() {
    std::vector<Skeleton> skeletons = BTFKIT_TRY(find_skeletons());
    if (skeletons.empty()) return {};
    BTFKIT_CHECK(open_package());
    for (const Skeleton& skeleton : skeletons) {
      if (package_ && BTFKIT_TRY(add_from_package(skeleton))) continue;
      BTFKIT_CHECK(add_from_file(skeleton));
    }
    return {};
  }

 private:
  Result<std::vector<Skeleton>> find_skeletons() {
    std::vector<Skeleton> result;
    // Without addresses nothing is split off; this saves all other programs the look.
    bool has_addresses = !input_.sections.find(".debug_addr").empty();
    Cursor cursor(input_);
    for (const UnitHeader& unit : input_.units) {
      bool may_be = unit.kind == UnitKind::kSkeleton || (has_addresses && unit.version < 5);
      if (!may_be) continue;
      UnitAttributes attributes = BTFKIT_TRY(read_attributes(cursor, unit));
      if (attributes.split_name.empty()) continue;
      uint64_t id = unit.version >= 5 ? unit.signature : attributes.split_id;
      std::string description = dwarf::description(attributes, unit);
      result.push_back({attributes, id, std::move(description)});
    }
    return result;
  }

  Result<void> open_package() {
    package_ = BTFKIT_TRY(open_other(path_ + ".dwp", SectionSet::kSplit, input_));
    if (!package_) return {};
    const Sections& sections = package_->sections;
    auto read = [&](std::string_view name) {
      return in(package_->path, in(name, read_index(sections.find(name), sections.endian)));
    };
    for (Contribution& unit : BTFKIT_TRY(read(".debug_cu_index"))) package_units_[unit.id] = unit;
    package_types_ = BTFKIT_TRY(read(".debug_tu_index"));
    return {};
  }

  UnitSource source_of(const OtherFile& file, const Skeleton& skeleton) const {
    const Sections& sections = file.sections;
    UnitSource source;
    source.name = fmt::format("{}: .debug_info.dwo", file.path);
    source.units = sections.find(".debug_info.dwo");
    source.references = input_.end;
    source.abbreviations = sections.find(".debug_abbrev.dwo");
    source.strings = sections.find(".debug_str.dwo");
    source.string_offsets = sections.find(".debug_str_offsets.dwo");
    source.location_lists = sections.find(".debug_loclists.dwo");
    source.locations = sections.find(".debug_loc.dwo");
    source.addresses = input_.sections.find(".debug_addr");
    source.is_split = true;
    source.address_base = skeleton.attributes.address_base;
    return source;
  }

  static void narrow(UnitSource& source, const Contribution& to) {
    source.abbreviations = to.of(source.abbreviations, Column::kAbbreviations);
    source.string_offsets = to.of(source.string_offsets, Column::kOffsets);
    source.location_lists = to.of(source.location_lists, Column::kLocations);
    source.locations = to.of(source.locations, Column::kLocations);
  }

  Result<bool> add_from_package(const Skeleton& skeleton) {
    auto found = package_units_.find(skeleton.id);
    if (found == package_units_.end()) return false;
    UnitSource source = source_of(*package_, skeleton);
    source.units = found->second.of(source.units, Column::kInfo);
    narrow(source, found->second);
    BTFKIT_TRY(input_.add(std::move(source), false));
    if (std::exchange(has_package_types_, true)) return true;
    Bytes types = package_->sections.find(".debug_types.dwo");
    for (const Contribution& unit : package_types_) {
      source = source_of(*package_, skeleton);
      narrow(source, unit);
      Bytes in_types = unit.of(types, Column::kTypes);
      bool is_version_5 = in_types.empty();
      source.units = is_version_5 ? unit.of(source.units, Column::kInfo) : in_types;
      if (!is_version_5) source.name = fmt::format("{}: .debug_types.dwo", package_->path);
      BTFKIT_TRY(input_.add(std::move(source), !is_version_5));
    }
    return true;
  }

  std::vector<std::string> candidates(const Skeleton& skeleton) const {
    namespace fs = std::filesystem;
    fs::path name = skeleton.attributes.split_name;
    fs::path beside = fs::path(path_).parent_path();
    return {(fs::path(skeleton.attributes.folder) / name).string(), (beside / name).string(),
            (beside / name.filename()).string()};
  }

  void warn(const Skeleton& skeleton, std::string_view why) {
    input_.warnings.push_back(fmt::format("{}: its types are in '{}' (split DWARF): {}",
                                          skeleton.description, skeleton.attributes.split_name,
                                          why));
  }

  Result<void> add_from_file(const Skeleton& skeleton) {
    std::string why = "it is not there";
    for (const std::string& candidate : candidates(skeleton)) {
      auto file = open_other(candidate, SectionSet::kSplit, input_);
      if (!file) {
        why = file.error().message();
        continue;
      }
      if (!*file) continue;
      UnitSource source = source_of(**file, skeleton);
      if (source.units.empty()) {
        why = fmt::format("{} has no .debug_info.dwo section", candidate);
        continue;
      }
      UnitSource of_types = source;
      size_t first = input_.units.size();
      BTFKIT_TRY(input_.add(std::move(source), false));
      if (!BTFKIT_TRY(has_id(first, skeleton.id))) {
        input_.units.erase(input_.units.begin() + static_cast<ptrdiff_t>(first),
                           input_.units.end());
        why = fmt::format("{} is of another compilation", candidate);
        continue;
      }
      of_types.name = fmt::format("{}: .debug_types.dwo", candidate);
      of_types.units = (*file)->sections.find(".debug_types.dwo");
      BTFKIT_TRY(input_.add(std::move(of_types), true));
      return {};
    }
    warn(skeleton, why);
    return {};
  }

  // Whether one of the units from `first` on is the one that `id` stands for.
  Result<bool> has_id(size_t first, uint64_t id) {
    Cursor cursor(input_);
    for (const UnitHeader& unit : std::span(input_.units).subspan(first)) {
      if (unit.version >= 5) {
        if (unit.kind == UnitKind::kSplitCompile && unit.signature == id) return true;
        continue;
      }
      if (BTFKIT_TRY(read_attributes(cursor, unit)).split_id == id) return true;
    }
    return false;
  }

  const std::string& path_;
  Input& input_;
  const OtherFile* package_ = nullptr;
  std::unordered_map<uint64_t, Contribution> package_units_;
  std::vector<Contribution> package_types_;
  bool has_package_types_ = false;
};

}  // namespace

Result<void> add_split_units(const std::string& path, Input& input) {
  return Splitter(path, input).run();
}

}  // namespace btfkit::dwarf
