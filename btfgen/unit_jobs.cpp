#include "unit_jobs.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace btfkit::btfgen {
namespace {

// What a worker takes at a time.
constexpr uint64_t kBatchBytes = uint64_t{1} << 20;

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

// What must be known of a unit before it is read.
struct UnitDescription {
  std::string name;
  bool is_clang = false;
  uint64_t lists_base = 0;
};

class Worker {
 public:
  explicit Worker(const UnitInputs& inputs)
      : inputs_(inputs),
        cursor_(inputs.sections, inputs.signatures),
        names_(std::make_unique<NameReader>(inputs.strings)) {}

  Result<void> read(uint32_t unit, UnitRecord& record) {
    auto group = inputs_.groups[unit];
    UnitDescription description = BTFKIT_TRY(describe(group.front()));
    BTFKIT_CHECK(read_unit(cursor_, group, inputs_.options, *names_, types_, functions_));
    hasher_.hash(types_);
    table_.add(types_, hasher_, {unit, 0}, record.nodes);
    record.tags = types_.tags;
    Name int_name = names_->name("int");
    for (uint32_t i = 0; i < types_.types.size(); ++i) {
      const UnitType& type = types_.types[i];
      record.has_arrays |= type.kind == TypeKind::kArray;
      bool is_int = type.kind == TypeKind::kInt && type.name == int_name;
      if (is_int && record.int_type == 0) record.int_type = i + 1;
    }
    FunctionOptions options;
    options.convention = inputs_.convention;
    options.is_clang = description.is_clang;
    options.true_signature = inputs_.true_signature;
    const dwarf::UnitHeader& header = group.front();
    options.format = {inputs_.sections.endian, header.address_size, header.offset_size,
                      header.version};
    options.lists_base = description.lists_base;
    options.lists =
        inputs_.sections.find(header.version >= 5 ? ".debug_loclists" : ".debug_loc");
    if (inputs_.options.functions) {
      analyse_functions(types_, functions_, unit, inputs_.functions, options, record.functions);
    }
    record.variables = select_variables(types_, functions_, inputs_.variable_sections, *names_,
                                        options.format, types_.problems);
    record.problems = std::move(types_.problems);
    if (!record.problems.empty()) record.name = description.name;
    return {};
  }

  TypeTable& table() { return table_; }
  std::unique_ptr<NameReader>& names() { return names_; }

 private:
  Result<UnitDescription> describe(const dwarf::UnitHeader& unit) {
    BTFKIT_CHECK(cursor_.enter(unit));
    UnitDescription result;
    dwarf::Die die;
    if (!cursor_.next(die)) return result;
    using dwarf::Attribute;
    if (die.has(Attribute::kName)) result.name = die.text(Attribute::kName);
    if (die.has(Attribute::kProducer)) {
      result.is_clang = std::string_view(die.text(Attribute::kProducer)).contains("clang");
    }
    result.lists_base = die.value(Attribute::kLocationListsBase);
    return result;
  }

  const UnitInputs& inputs_;
  dwarf::Cursor cursor_;
  std::unique_ptr<NameReader> names_;
  UnitTypes types_;
  UnitFunctions functions_;
  TypeHasher hasher_;
  TypeTable table_;
};

}  // namespace

Result<ReadUnits> read_units(const UnitInputs& inputs, unsigned jobs) {
  ReadUnits result;
  result.records.resize(inputs.groups.size());
  std::vector<Batch> batches = make_batches(inputs);
  jobs = std::clamp<unsigned>(jobs, 1, static_cast<unsigned>(std::max<size_t>(batches.size(), 1)));

  std::atomic<size_t> next_batch = 0;
  std::mutex mutex;
  // Of the first unit that has one, so that the same file fails with the same words.
  std::optional<std::pair<uint32_t, Error>> error;
  std::vector<uint32_t> worker_of(batches.size());
  std::vector<Worker> workers;
  workers.reserve(jobs);
  for (unsigned i = 0; i < jobs; ++i) workers.emplace_back(inputs);

  auto work = [&](uint32_t number) {
    for (size_t batch; (batch = next_batch.fetch_add(1)) < batches.size();) {
      worker_of[batch] = number;
      for (uint32_t unit = batches[batch].begin; unit < batches[batch].end; ++unit) {
        auto done = workers[number].read(unit, result.records[unit]);
        if (done) continue;
        std::lock_guard lock(mutex);
        if (!error || unit < error->first) error.emplace(unit, std::move(done).error());
        return;
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (uint32_t i = 1; i < jobs; ++i) threads.emplace_back(work, i);
    work(0);
  }
  if (error) return std::unexpected(std::move(error->second));

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
  return result;
}

Result<void> read_again(const UnitInputs& inputs, uint32_t unit, NameReader& names,
                        dwarf::Cursor& cursor, UnitTypes& types) {
  UnitFunctions ignored;
  ReadOptions options = inputs.options;
  options.functions = options.variables = false;
  return read_unit(cursor, inputs.groups[unit], options, names, types, ignored);
}

}  // namespace btfkit::btfgen
