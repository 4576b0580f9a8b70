// The load plan's framing and records. The one way to the plan's bytes is RecordReader::next, which
// checks a record's bounds before it hands out its payload; fixed-size payloads are copied, the
// others stay where they are. Each container has a table of the records it may hold.
#include "plan_reader.h"

#include <bit>
#include <cstdio>

namespace loader {
namespace {

constexpr size_t kAlignment = 8;
constexpr size_t kRecordTypes = 81;  // one more than the last that this version knows

static_assert(sizeof(plan_header) == 16 && sizeof(plan_record) == 8);
static_assert(sizeof(plan_map_attr) == 64 && sizeof(plan_program_attr) == 32);
static_assert(sizeof(plan_slot) == 8 && sizeof(plan_variable_attr) == 16);
static_assert(sizeof(plan_patch) == 16);

// What the format's first version had of it.
constexpr size_t kFirstMapAttr = offsetof(plan_map_attr, btf_vmlinux_value_type_id);

struct RecordRule {
  uint16_t type;
  const char* name;
  bool required;
  bool repeated;
};

constexpr RecordRule kPlanRules[] = {
    {PLAN_TARGET, "PLAN_TARGET", true, false},   {PLAN_LICENSE, "PLAN_LICENSE", true, false},
    {PLAN_BTF, "PLAN_BTF", false, false},        {PLAN_MAP, "PLAN_MAP", false, true},
    {PLAN_PROGRAM, "PLAN_PROGRAM", false, true}, {PLAN_MODULE, "PLAN_MODULE", false, true},
    {PLAN_SYMBOL, "PLAN_SYMBOL", false, true},
};
constexpr RecordRule kTargetRules[] = {
    {PLAN_TARGET_RELEASE, "PLAN_TARGET_RELEASE", false, false},
    {PLAN_TARGET_BUILD_ID, "PLAN_TARGET_BUILD_ID", false, false},
    {PLAN_TARGET_BTF_HASH, "PLAN_TARGET_BTF_HASH", true, false},
};
constexpr RecordRule kMapRules[] = {
    {PLAN_NAME, "PLAN_NAME", true, false},
    {PLAN_MAP_ATTR, "PLAN_MAP_ATTR", true, false},
    {PLAN_MAP_DATA, "PLAN_MAP_DATA", false, false},
    {PLAN_MAP_MAPS, "PLAN_MAP_MAPS", false, false},
    {PLAN_MAP_PROGRAMS, "PLAN_MAP_PROGRAMS", false, false},
    {PLAN_MAP_VARIABLE, "PLAN_MAP_VARIABLE", false, true},
    {PLAN_MAP_DATA_AT, "PLAN_MAP_DATA_AT", false, false},
};
constexpr RecordRule kVariableRules[] = {
    {PLAN_NAME, "PLAN_NAME", true, false},
    {PLAN_VARIABLE_ATTR, "PLAN_VARIABLE_ATTR", true, false},
};
constexpr RecordRule kProgramRules[] = {
    {PLAN_NAME, "PLAN_NAME", true, false},
    {PLAN_PROGRAM_ATTR, "PLAN_PROGRAM_ATTR", true, false},
    {PLAN_PROGRAM_SECTION, "PLAN_PROGRAM_SECTION", true, false},
    {PLAN_PROGRAM_INSNS, "PLAN_PROGRAM_INSNS", true, false},
    {PLAN_PROGRAM_FUNC_INFO, "PLAN_PROGRAM_FUNC_INFO", false, false},
    {PLAN_PROGRAM_LINE_INFO, "PLAN_PROGRAM_LINE_INFO", false, false},
    {PLAN_PROGRAM_ATTACH, "PLAN_PROGRAM_ATTACH", false, false},
    {PLAN_PROGRAM_PATCHES, "PLAN_PROGRAM_PATCHES", false, false},
    {PLAN_PROGRAM_REPLACES, "PLAN_PROGRAM_REPLACES", false, false},
    {PLAN_PROGRAM_REPLACED_HASH, "PLAN_PROGRAM_REPLACED_HASH", false, false},
};

struct Record {
  uint16_t type;
  uint16_t flags;
  const char* name;
  size_t offset;   // of the record
  size_t content;  // of the payload
  Bytes payload;
};

bool all_zero(Bytes bytes) {
  for (const std::byte byte : bytes) {
    if (byte != std::byte{0}) return false;
  }
  return true;
}

class RecordReader {
 public:
  // Records between two offsets of the plan.
  RecordReader(Bytes plan, size_t begin, size_t end) : plan_(plan), position_(begin), end_(end) {}

  bool at_end() const { return position_ == end_; }

  bool next(Record& record, bpfload_error& error) {
    const size_t left = end_ - position_;
    plan_record header;
    if (left < sizeof header) {
      return fail(error, "record at byte %zu is cut off: %zu bytes are left", position_, left);
    }
    memcpy(&header, plan_.data() + position_, sizeof header);
    const uint64_t room = left - sizeof header;
    const uint64_t padded = (uint64_t{header.length} + kAlignment - 1) / kAlignment * kAlignment;
    if (header.length > room) {
      return fail(error, "record type %u at byte %zu has a length of %u, but %zu bytes are left",
                  header.type, position_, header.length, static_cast<size_t>(room));
    }
    if (padded > room) {
      return fail(error, "record type %u at byte %zu: its padding is cut off", header.type,
                  position_);
    }
    if ((header.flags & ~PLAN_RECORD_OPTIONAL) != 0) {
      return fail(error, "record type %u at byte %zu has unknown flags 0x%x", header.type,
                  position_, header.flags);
    }
    const size_t content = position_ + sizeof header;
    record = {.type = header.type,
              .flags = header.flags,
              .name = nullptr,
              .offset = position_,
              .content = content,
              .payload = Bytes(plan_.data() + content, header.length)};
    if (!all_zero(Bytes(plan_.data() + content + header.length, padded - header.length))) {
      return fail(error, "record type %u at byte %zu: its padding is not zero", header.type,
                  position_);
    }
    position_ = content + padded;
    return true;
  }

 private:
  Bytes plan_;
  size_t position_;
  size_t end_;
};

// Calls `take` for each record that the rules know, and holds the container to them.
template <size_t N, class Take>
bool read_records(RecordReader reader, const RecordRule (&rules)[N], size_t& unknown_records,
                  bpfload_error& error, Take take) {
  bool seen[kRecordTypes] = {};
  while (!reader.at_end()) {
    Record record;
    if (!reader.next(record, error)) return false;
    const RecordRule* rule = nullptr;
    for (const RecordRule& candidate : rules) {
      if (candidate.type == record.type) rule = &candidate;
    }
    if (rule == nullptr) {
      if ((record.flags & PLAN_RECORD_OPTIONAL) == 0) {
        return fail(error, "record type %u at byte %zu is not known here and not optional",
                    record.type, record.offset);
      }
      unknown_records++;
      continue;
    }
    if (seen[rule->type] && !rule->repeated) {
      return fail(error, "second %s at byte %zu, expected one", rule->name, record.offset);
    }
    seen[rule->type] = true;
    record.name = rule->name;
    if (!take(record)) {
      return add_context(error, "%s at byte %zu", rule->name, record.offset);
    }
  }
  for (const RecordRule& rule : rules) {
    if (rule.required && !seen[rule.type]) return fail(error, "has no %s", rule.name);
  }
  return true;
}

bool take_container(Bytes plan, const Record& record, RecordReader& reader, bpfload_error& error) {
  if (record.payload.size() % kAlignment != 0) {
    return fail(error, "its length %zu is not a multiple of %zu", record.payload.size(),
                kAlignment);
  }
  reader = RecordReader(plan, record.content, record.content + record.payload.size());
  return true;
}

bool take_string(const Record& record, const char*& text, bpfload_error& error) {
  const Bytes bytes = record.payload;
  if (bytes.empty() || bytes.back() != std::byte{0}) return fail(error, "has no NUL at its end");
  for (const std::byte byte : bytes.first(bytes.size() - 1)) {
    if (byte == std::byte{0}) return fail(error, "has a NUL before its end");
    // Strings end up in messages, which are one line each, and on terminals.
    if (byte < std::byte{0x20} || byte == std::byte{0x7f}) {
      return fail(error, "has a control character (0x%02x)", static_cast<unsigned>(byte));
    }
  }
  text = reinterpret_cast<const char*>(bytes.data());
  return true;
}

// Names become names of files below the directory of pins.
bool take_name(const Record& record, const char*& name, bpfload_error& error) {
  if (!take_string(record, name, error)) return false;
  if (*name == '\0') return fail(error, "is empty");
  if (strchr(name, '/') != nullptr) return fail(error, "'%s' has a '/'", name);
  return true;
}

// `first` is the size that the payload had at first; fields that came later are 0 without it.
template <class T>
bool take_fixed(const Record& record, T& out, bpfload_error& error, size_t first = sizeof(T)) {
  const size_t size = record.payload.size();
  if (size < first) return fail(error, "has %zu bytes, expected at least %zu", size, first);
  memcpy(&out, record.payload.data(), size < sizeof out ? size : sizeof out);
  if (size > sizeof out && (record.flags & PLAN_RECORD_OPTIONAL) == 0 &&
      !all_zero(record.payload.subspan(sizeof out))) {
    return fail(error, "sets fields behind the %zu bytes that are known", sizeof out);
  }
  return true;
}

bool take_array(const Record& record, size_t item, Bytes& out, bpfload_error& error) {
  if (record.payload.empty() || record.payload.size() % item != 0) {
    return fail(error, "has %zu bytes, expected a multiple of %zu", record.payload.size(), item);
  }
  out = record.payload;
  return true;
}

bool take_target(const Record& record, TargetPlan& target, bpfload_error& error) {
  switch (record.type) {
    case PLAN_TARGET_RELEASE:
      return take_string(record, target.release, error);
    case PLAN_TARGET_BUILD_ID:
      return take_array(record, 1, target.build_id, error);
    default:  // PLAN_TARGET_BTF_HASH, the last of kTargetRules
      return take_fixed(record, target.btf_hash, error);
  }
}

bool take_variable(const Record& record, VariablePlan& variable, bpfload_error& error) {
  switch (record.type) {
    case PLAN_NAME:
      return take_name(record, variable.name, error);
    default:  // PLAN_VARIABLE_ATTR, the last of kVariableRules
      return take_fixed(record, variable.attr, error);
  }
}

bool take_map(Bytes bytes, const Record& record, Plan& plan, MapPlan& map, bpfload_error& error) {
  switch (record.type) {
    case PLAN_NAME:
      return take_name(record, map.name, error);
    case PLAN_MAP_ATTR:
      return take_fixed(record, map.attr, error, kFirstMapAttr);
    case PLAN_MAP_DATA:
      map.data = record.payload;
      return true;
    case PLAN_MAP_MAPS:
      return take_array(record, sizeof(plan_slot), map.maps, error);
    case PLAN_MAP_PROGRAMS:
      return take_array(record, sizeof(plan_slot), map.programs, error);
    case PLAN_MAP_VARIABLE: {
      VariablePlan variable{.map = plan.maps.size()};
      RecordReader inside(bytes, 0, 0);
      return take_container(bytes, record, inside, error) &&
             read_records(inside, kVariableRules, plan.unknown_records, error,
                          [&](const Record& r) { return take_variable(r, variable, error); }) &&
             (plan.variables.append(variable) || fail(error, "%m"));
    }
    default:  // PLAN_MAP_DATA_AT
      return take_fixed(record, map.data_at.emplace(), error);
  }
}

bool take_program(const Record& record, ProgramPlan& program, bpfload_error& error) {
  switch (record.type) {
    case PLAN_NAME:
      return take_name(record, program.name, error);
    case PLAN_PROGRAM_ATTR:
      return take_fixed(record, program.attr, error);
    case PLAN_PROGRAM_SECTION:
      return take_string(record, program.section, error);
    case PLAN_PROGRAM_INSNS:
      return take_array(record, 8, program.insns, error);
    case PLAN_PROGRAM_FUNC_INFO:
      return take_array(record, 8, program.func_info, error);
    case PLAN_PROGRAM_LINE_INFO:
      return take_array(record, 16, program.line_info, error);
    case PLAN_PROGRAM_ATTACH:
      return take_string(record, program.attach, error);
    case PLAN_PROGRAM_PATCHES:
      return take_array(record, sizeof(plan_patch), program.patches, error);
    case PLAN_PROGRAM_REPLACES:
      return take_name(record, program.replaces, error);
    default:  // PLAN_PROGRAM_REPLACED_HASH
      return take_fixed(record, program.replaced_hash.emplace(), error);
  }
}

bool take_top(Bytes bytes, const Record& record, Plan& plan, bpfload_error& error) {
  RecordReader inside(bytes, 0, 0);
  switch (record.type) {
    case PLAN_TARGET:
      return take_container(bytes, record, inside, error) &&
             read_records(inside, kTargetRules, plan.unknown_records, error,
                          [&](const Record& r) { return take_target(r, plan.target, error); });
    case PLAN_LICENSE:
      return take_string(record, plan.license, error);
    case PLAN_BTF:
      return take_array(record, 1, plan.btf, error);
    case PLAN_MAP: {
      MapPlan map;
      return take_container(bytes, record, inside, error) &&
             read_records(inside, kMapRules, plan.unknown_records, error,
                          [&](const Record& r) { return take_map(bytes, r, plan, map, error); }) &&
             (plan.maps.append(map) || fail(error, "%m"));
    }
    case PLAN_PROGRAM: {
      ProgramPlan program;
      return take_container(bytes, record, inside, error) &&
             read_records(inside, kProgramRules, plan.unknown_records, error,
                          [&](const Record& r) { return take_program(r, program, error); }) &&
             (plan.programs.append(program) || fail(error, "%m"));
    }
    case PLAN_MODULE: {
      const char* module = nullptr;
      return take_name(record, module, error) && (plan.modules.append(module) || fail(error, "%m"));
    }
    default: {  // PLAN_SYMBOL
      const char* symbol = nullptr;
      return take_name(record, symbol, error) && (plan.symbols.append(symbol) || fail(error, "%m"));
    }
  }
}

bool read_header(Bytes bytes, plan_header& header, bpfload_error& error) {
  if (bytes.size() < sizeof header) {
    return fail(error, "has %zu bytes, too few for a header of %zu", bytes.size(), sizeof header);
  }
  memcpy(&header, bytes.data(), sizeof header);
  if (header.magic == __builtin_bswap32(PLAN_MAGIC)) {
    return fail(error, "was made for a %s machine",
                std::endian::native == std::endian::little ? "big-endian" : "little-endian");
  }
  if (header.magic != PLAN_MAGIC) {
    return fail(error, "magic is 0x%08x, expected 0x%08x", header.magic, PLAN_MAGIC);
  }
  if (header.version != PLAN_VERSION) {
    return fail(error, "version is %u, expected %u", header.version, PLAN_VERSION);
  }
  if (header.header_size != sizeof header) {
    return fail(error, "header has %u bytes, expected %zu", header.header_size, sizeof header);
  }
  if (header.size != bytes.size()) {
    return fail(error, "size is %u, but the section has %zu bytes", header.size, bytes.size());
  }
  if (header.reserved != 0) {
    return fail(error, "reserved field of the header is %u, expected 0", header.reserved);
  }
  return true;
}

}  // namespace

bool read_plan(Bytes bytes, Plan& plan, bpfload_error& error) {
  plan_header header;
  if (!read_header(bytes, header, error)) return false;
  plan.size = header.size;
  return read_records(RecordReader(bytes, sizeof header, bytes.size()), kPlanRules,
                      plan.unknown_records, error,
                      [&](const Record& r) { return take_top(bytes, r, plan, error); }) &&
         check_references(plan, error);
}

}  // namespace loader
