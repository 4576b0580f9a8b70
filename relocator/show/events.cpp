#include "events.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>

#include "btf/reader.h"
#include "cli.h"
#include "elf/btf_input.h"
#include "record_source.h"
#include "record_type.h"
#include "until.h"
#include "value.h"

namespace btfkit::show {
namespace {

// The BTF that has the records' type.
struct TypedRecords {
  std::unique_ptr<btf::Btf> btf;
  btf::TypeId type;
};

// What one BTF says of the records. Nothing if it doesn't.
Result<std::optional<btf::TypeId>> type_in(const btf::Btf& btf, const KernelMap& map,
                                           const EventsOptions& options) {
  if (options.type.empty()) return record_type(btf, map.info().name);
  return BTFKIT_TRY(type_by_name(btf, options.type));
}

Result<std::optional<TypedRecords>> type_in_file(const KernelMap& map, const EventsOptions& options,
                                                 elf::BtfInput& input) {
  input = BTFKIT_TRY(elf::open_btf(options.btf));
  auto btf = std::make_unique<btf::Btf>(BTFKIT_TRY(in(options.btf, btf::read(input.btf))));
  auto type = BTFKIT_TRY(in(options.btf, type_in(*btf, map, options)));
  if (!type) return std::nullopt;
  return TypedRecords{std::move(btf), *type};
}

Result<std::optional<TypedRecords>> type_in_users(const KernelMap& map,
                                                  const EventsOptions& options) {
  std::vector<uint32_t> ids = BTFKIT_TRY(btf_ids_of_users(map));
  std::optional<Error> failure;
  for (uint32_t id : ids) {
    auto btf = std::make_unique<btf::Btf>(BTFKIT_TRY(read_kernel_btf(id)));
    auto type = type_in(*btf, map, options);
    if (type && *type) return TypedRecords{std::move(btf), **type};
    if (!type && !failure) failure = std::move(type).error();
  }
  if (failure) {
    return std::unexpected(
        std::move(*failure).in(fmt::format("the programs that use {}", map.described())));
  }
  if (!options.type.empty()) {
    return fail("{}: no program that uses it has BTF, in which '{}' could be; --btf names a file",
                map.described(), options.type);
  }
  return std::nullopt;
}

class Printer {
 public:
  Printer(const std::optional<TypedRecords>& records, Format format) : format_(format) {
    if (!records) return;
    reader_.emplace(*records->btf);
    type_ = records->type;
  }

  void add(Bytes record) {
    Value value{RawBytes{{record.begin(), record.end()}}};
    if (reader_) value = reader_->read(type_, record);
    if (format_ == Format::kText) {
      text_ += to_text(value);
    } else {
      Json json;
      to_json(json, value);
      text_ += std::move(json).take();
    }
    text_ += '\n';
  }

  Result<void> print() {
    bool is_written = std::fwrite(text_.data(), 1, text_.size(), stdout) == text_.size();
    if (!is_written || std::fflush(stdout) != 0)
      return fail("standard output: {}", strerror(errno));
    text_.clear();
    return {};
  }

 private:
  Format format_;
  std::optional<ValueReader> reader_;
  btf::TypeId type_ = btf::kVoid;
  std::string text_;
};

}  // namespace

Result<void> follow_events(const EventsOptions& options) {
  KernelMap map = BTFKIT_TRY(KernelMap::open(options.map));
  elf::BtfInput input;
  auto records = BTFKIT_TRY(options.btf.empty() ? type_in_users(map, options)
                                                : type_in_file(map, options, input));
  if (!records) {
    warn(
        fmt::format("{}: nothing says what its records are; --type names a type", map.described()));
  }
  Until until(options.count, options.seconds);
  RecordSource source = BTFKIT_TRY(RecordSource::open(map));
  Printer printer(records, options.format);
  uint64_t lost = 0;
  while (!until.is_over()) {
    BTFKIT_CHECK(in(map.described(), source.poll(until.remaining_ms(), [&](Bytes record) {
      printer.add(record);
      return until.add();
    })));
    BTFKIT_CHECK(printer.print());
    if (source.lost() != lost) {
      warn(fmt::format("{}: {} records were lost", map.described(), source.lost() - lost));
      lost = source.lost();
    }
  }
  return until.result(fmt::format("records of {}", map.described()));
}

}  // namespace btfkit::show
