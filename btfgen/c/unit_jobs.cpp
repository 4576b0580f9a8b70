#include "c/unit_jobs.h"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "dwarf/cursor.h"

namespace btfkit::btfgen {
namespace {

// What a worker takes at a time.
constexpr uint64_t kBatchBytes = uint64_t{1} << 20;
// A file of more is worth to be kept small in memory.
constexpr size_t kManyBatches = 64;

struct Batch {
  uint32_t begin;
  uint32_t end;
};

std::vector<Batch> make_batches(const UnitInputs& inputs) {
  std::vector<Batch> batches;
  uint64_t size = kBatchBytes;
  for (uint32_t i = 0; i < inputs.groups.size(); ++i) {
    if (size >= kBatchBytes) {
      batches.push_back({i, i});
      size = 0;
    }
    batches.back().end = i + 1;
    size += inputs.groups[i].back().end - inputs.groups[i].front().offset;
  }
  return batches;
}

// The debug info of units that have been read isn't kept in memory. Nothing but what lies in the
// file itself can be: it is read again where a unit has to be.
void release(const UnitInputs& inputs, const Batch& batch) {
  const dwarf::Sections& sections = inputs.dwarf.sections;
  auto info = std::ranges::find(sections.all, ".debug_info", &dwarf::DebugSection::name);
  uint64_t begin = inputs.groups[batch.begin].front().offset;
  uint64_t end = inputs.groups[batch.end - 1].back().end;
  bool is_in_file = inputs.dwarf.is_mapped && info->owned.bytes().empty();
  if (is_in_file && end <= info->bytes.size()) {
    release_pages(info->bytes.subspan(begin, end - begin));
  }
}

// Reads a unit by whichever reader there is, without a virtual call a DIE for the fast one.
class AnyReader {
 public:
  static Result<AnyReader> open(const UnitInputs& inputs) {
    AnyReader result;
    if (inputs.reader == DwarfReader::kFast) {
      result.fast_ = std::make_unique<dwarf::Cursor>(inputs.dwarf);
    } else {
      result.reference_ = BTFKIT_TRY(dwarf::open_libdwarf(inputs.dwarf));
    }
    return result;
  }

  dwarf::Reader& base() { return fast_ ? *fast_ : *reference_; }
  Result<void> read(std::span<const dwarf::UnitHeader> group, const ReadOptions& options,
                    NameReader& names, ReadMemory& memory, UnitTypes& types,
                    UnitFunctions& functions) {
    if (fast_) return read_unit(*fast_, group, options, names, memory, types, functions);
    return read_unit(*reference_, group, options, names, memory, types, functions);
  }

 private:
  std::unique_ptr<dwarf::Cursor> fast_;
  std::unique_ptr<dwarf::Reader> reference_;
};

class Worker {
 public:
  Worker(const UnitInputs& inputs, AnyReader reader)
      : inputs_(inputs),
        reader_(std::move(reader)),
        names_(std::make_unique<NameReader>(inputs.strings)),
        int_name_(names_->name_of("int")) {}

  Result<void> read(uint32_t unit, UnitRecord& record) {
    auto group = inputs_.groups[unit];
    FunctionOptions options{inputs_.convention, inputs_.true_signature, {}};
    for (const dwarf::UnitHeader& header : group) {
      auto attributes = BTFKIT_TRY(read_attributes(reader_.base(), header));
      if (&header == &group.front()) record.name = description(attributes, header);
      record.is_shared = attributes.is_partial && attributes.language == 0;
      if (group.size() == 1 && !dwarf::is_c(attributes.language)) {
        record.is_foreign = true;
        return {};
      }
      options.formats.push_back(format(group.front(), header, attributes));
    }
    BTFKIT_CHECK(reader_.read(group, inputs_.options, *names_, memory_, types_, functions_));
    hasher_.hash(types_, memory_.references());
    table_.add(types_, hasher_, {unit, 0}, record.nodes);
    record.tags = types_.tags;
    for (uint32_t i = 0; i < types_.types.size(); ++i) {
      const UnitType& type = types_.types[i];
      record.has_arrays |= type.kind == TypeKind::kArray;
      bool is_int = type.kind == TypeKind::kInt && type.name == int_name_;
      if (is_int && record.int_type == 0) record.int_type = i + 1;
    }
    if (inputs_.options.functions) {
      analyse_functions(types_, functions_, unit, inputs_.functions, options, record.functions);
      // They are kept to the end.
      record.functions.states.shrink_to_fit();
      record.functions.parameters.shrink_to_fit();
    }
    auto variables = select_variables(types_, functions_, inputs_.variable_sections, *names_,
                                      options.formats, types_.problems);
    record.variables = BTFKIT_TRY(in(record.name, std::move(variables)));
    record.problems = std::move(types_.problems);
    refers_outside_ |= types_.refers_outside;
    return {};
  }

  TypeTable& table() { return table_; }
  std::unique_ptr<NameReader>& names() { return names_; }
  bool refers_outside() const { return refers_outside_; }

 private:
  LocationFormat format(const dwarf::UnitHeader& first, const dwarf::UnitHeader& unit,
                        const dwarf::UnitAttributes& attributes) const {
    const dwarf::Sections& sections = inputs_.dwarf.sections;
    return {static_cast<uint32_t>(unit.offset - first.offset), attributes.is_clang,
            dwarf::expression_format(sections, unit, attributes), attributes.location_lists_base,
            unit.version >= 5 ? unit.source->location_lists : unit.source->locations};
  }

  const UnitInputs& inputs_;
  AnyReader reader_;
  std::unique_ptr<NameReader> names_;
  Name int_name_;
  ReadMemory memory_;
  UnitTypes types_;
  UnitFunctions functions_;
  TypeHasher hasher_;
  TypeTable table_;
  bool refers_outside_ = false;
};

// That of the first unit that has one, so that the same file fails with the same words.
class FirstError {
 public:
  void add(uint32_t unit, Error error) {
    std::lock_guard lock(mutex_);
    if (!first_ || unit < first_->first) first_.emplace(unit, std::move(error));
  }
  Result<void> result() && {
    if (first_) return std::unexpected(std::move(first_->second));
    return {};
  }

 private:
  std::mutex mutex_;
  std::optional<std::pair<uint32_t, Error>> first_;
};

// Calls `work` with 0 to jobs - 1, each in a thread, the first in this one.
template <typename Work>
void run_jobs(unsigned jobs, Work work) {
  std::vector<std::jthread> threads;
  for (uint32_t i = 1; i < jobs; ++i) threads.emplace_back(work, i);
  work(0);
}

// Gives back what the threads have freed: it is in their own parts of the heap, where nobody else
// gets it. From here on, what is large is given back as soon as it is freed.
void release_heap() {
#ifdef __GLIBC__
  constexpr int kLarge = 1 << 18;
  mallopt(M_MMAP_THRESHOLD, kLarge);
  malloc_trim(0);
#endif
}

}  // namespace

Result<ReadUnits> read_units(const UnitInputs& inputs) {
  ReadUnits result;
  result.records.resize(inputs.groups.size());
  std::vector<Batch> batches = make_batches(inputs);
  auto jobs = std::clamp<unsigned>(inputs.jobs, 1,
                                   static_cast<unsigned>(std::max<size_t>(batches.size(), 1)));

  std::atomic<size_t> next_batch = 0;
  FirstError error;
  std::vector<uint32_t> worker_of(batches.size());
  std::vector<Worker> workers;
  workers.reserve(jobs);
  for (unsigned i = 0; i < jobs; ++i) {
    workers.emplace_back(inputs, BTFKIT_TRY(AnyReader::open(inputs)));
  }

  ProgressCount progress(inputs.progress, "units", inputs.groups.size());
  run_jobs(jobs, [&](uint32_t number) {
    for (size_t batch; (batch = next_batch.fetch_add(1)) < batches.size();) {
      worker_of[batch] = number;
      uint64_t types = 0;
      for (uint32_t unit = batches[batch].begin; unit < batches[batch].end; ++unit) {
        auto done = workers[number].read(unit, result.records[unit]);
        if (!done) return error.add(unit, std::move(done).error());
        types += result.records[unit].nodes.size();
      }
      progress.add(batches[batch].end - batches[batch].begin, types);
      release(inputs, batches[batch]);
    }
  });
  BTFKIT_CHECK(std::move(error).result());

  for (const Worker& worker : workers) result.refers_outside |= worker.refers_outside();
  result.table = std::move(workers[0].table());
  result.names = std::move(workers[0].names());
  for (uint32_t number = 1; number < jobs; ++number) {
    std::vector<NodeId> mapped = result.table.add(workers[number].table());
    result.names->add(*workers[number].names());
    for (size_t batch = 0; batch < batches.size(); ++batch) {
      if (worker_of[batch] != number) continue;
      for (uint32_t unit = batches[batch].begin; unit < batches[batch].end; ++unit) {
        for (NodeId& node : result.records[unit].nodes) {
          if (btfgen::number(node) < mapped.size()) node = mapped[btfgen::number(node)];
        }
      }
    }
  }
  workers.clear();
  if (batches.size() > kManyBatches) release_heap();
  return result;
}

Result<std::vector<UnitTypes>> read_types(const UnitInputs& inputs, std::span<const uint32_t> units,
                                          NameReader& names) {
  std::vector<UnitTypes> result(units.size());
  ReadOptions options = inputs.options;
  options.functions = options.variables = false;
  auto jobs = static_cast<unsigned>(std::min<size_t>(inputs.jobs, units.size()));
  struct TypeWorker {
    AnyReader reader;
    std::unique_ptr<NameReader> names;
    ReadMemory memory;
  };
  std::vector<TypeWorker> workers;
  for (unsigned i = 0; i < jobs; ++i) {
    workers.push_back({BTFKIT_TRY(AnyReader::open(inputs)),
                       std::make_unique<NameReader>(inputs.strings), ReadMemory()});
  }
  FirstError error;
  std::atomic<uint32_t> next = 0;
  run_jobs(jobs, [&](uint32_t number) {
    TypeWorker& worker = workers[number];
    UnitFunctions none;
    for (uint32_t i; (i = next.fetch_add(1)) < units.size();) {
      auto done = worker.reader.read(inputs.groups[units[i]], options, *worker.names, worker.memory,
                                     result[i], none);
      if (!done) return error.add(units[i], std::move(done).error());
      worker.memory.references().resolve_types();
      // All of them are kept at a time.
      result[i].types.shrink_to_fit();
      result[i].entries.shrink_to_fit();
    }
  });
  BTFKIT_CHECK(std::move(error).result());
  for (const TypeWorker& worker : workers) names.add(*worker.names);
  return result;
}

}  // namespace btfkit::btfgen
