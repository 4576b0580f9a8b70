#include "map_dump.h"

#include <linux/bpf.h>

#include <cstring>
#include <optional>

#include "value.h"

namespace btfkit::show {
namespace {

constexpr size_t kWidth = 100;

// Reads keys and values as the map's types and the map's own type say.
class Entries {
 public:
  Entries(const KernelMap& map, const MapTypes& types) : map_(map), types_(types) {
    if (types.btf) reader_.emplace(*types.btf);
  }

  Value key(Bytes bytes) { return read(types_.key, bytes, is_array()); }
  Value value(Bytes bytes) { return read(types_.value, bytes, holds_ids()); }

  // .data and the like: one entry, whose value is variables.
  bool is_section() const {
    return types_.btf && btf::get_if<btf::Datasec>(*types_.btf, types_.value);
  }

 private:
  Value read(btf::TypeId type, Bytes bytes, bool is_number) {
    if (reader_ && type != btf::kVoid) {
      Value value = reader_->read(type, bytes);
      if (!std::holds_alternative<Unreadable>(value.kind)) return value;
    }
    uint32_t number;
    if (is_number && bytes.size() == sizeof number) {
      std::memcpy(&number, bytes.data(), sizeof number);
      return {Integer{number, false}};
    }
    return {RawBytes{{bytes.begin(), bytes.end()}}};
  }

  // Keys are indices, whether or not a type says so.
  bool is_array() const {
    switch (map_.info().type) {
      case BPF_MAP_TYPE_ARRAY:
      case BPF_MAP_TYPE_PERCPU_ARRAY:
      case BPF_MAP_TYPE_ARRAY_OF_MAPS:
      case BPF_MAP_TYPE_PROG_ARRAY:
      case BPF_MAP_TYPE_CGROUP_ARRAY:
      case BPF_MAP_TYPE_DEVMAP:
      case BPF_MAP_TYPE_CPUMAP:
      case BPF_MAP_TYPE_XSKMAP:
      case BPF_MAP_TYPE_SOCKMAP:
      case BPF_MAP_TYPE_STRUCT_OPS:
        return true;
      default:
        return false;
    }
  }

  // A lookup yields the id of the map or program that is in it.
  bool holds_ids() const {
    return map_.info().type == BPF_MAP_TYPE_ARRAY_OF_MAPS ||
           map_.info().type == BPF_MAP_TYPE_HASH_OF_MAPS ||
           map_.info().type == BPF_MAP_TYPE_PROG_ARRAY;
  }

  const KernelMap& map_;
  const MapTypes& types_;
  std::optional<ValueReader> reader_;
};

// Calls `use(processor, value)` for each of a lookup's values.
template <typename Use>
void each_processor(const KernelMap& map, Bytes values, Use use) {
  size_t stride = (size_t{map.info().value_size} + 7) / 8 * 8;
  for (size_t i = 0; stride > 0 && (i + 1) * stride <= values.size(); ++i) {
    use(i, values.subspan(i * stride, map.info().value_size));
  }
}

std::string labelled(const std::string& label, const Value& value, size_t indent) {
  // What is broken is broken as if the label were a part of the indent.
  std::string text = to_text(value, indent, kWidth > label.size() ? kWidth - label.size() : 0);
  return std::string(indent, ' ') + label + ": " + text + "\n";
}

Result<std::string> dump_text(const KernelMap& map, Entries& entries) {
  std::string text;
  BTFKIT_CHECK(map.each_entry([&](Bytes key, Bytes value) {
    Value read_key = entries.key(key);
    if (map.is_per_cpu()) {
      text += to_text(read_key) + ":\n";
      each_processor(map, value, [&](size_t processor, Bytes one) {
        text += labelled(fmt::format("cpu {}", processor), entries.value(one), 2);
      });
      return;
    }
    Value read_value = entries.value(value);
    auto* variables = std::get_if<Fields>(&read_value.kind);
    if (entries.is_section() && variables) {
      for (const Field& variable : variables->fields) {
        text += labelled(one_line(variable.name), variable.value, 0);
      }
    } else {
      text += labelled(to_text(read_key), read_value, 0);
    }
  }));
  return text;
}

Result<std::string> dump_json(const KernelMap& map, Entries& entries) {
  Json json;
  Result<void> result;
  json.in('[', ']', [&] {
    result = map.each_entry([&](Bytes key, Bytes value) {
      json.in('{', '}', [&] {
        json.name("key");
        to_json(json, entries.key(key));
        if (!map.is_per_cpu()) {
          json.name("value");
          to_json(json, entries.value(value));
          return;
        }
        json.name("values");
        json.in('[', ']', [&] {
          each_processor(map, value, [&](size_t processor, Bytes one) {
            json.in('{', '}', [&] {
              json.field("cpu", processor);
              json.name("value");
              to_json(json, entries.value(one));
            });
          });
        });
      });
    });
  });
  BTFKIT_CHECK(std::move(result));
  return std::move(json).take() + "\n";
}

}  // namespace

Result<std::string> dump(const KernelMap& map, Format format) {
  MapTypes types = BTFKIT_TRY(in(map.described(), types_of(map)));
  Entries entries(map, types);
  return format == Format::kJson ? dump_json(map, entries) : dump_text(map, entries);
}

}  // namespace btfkit::show
