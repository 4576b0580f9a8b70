// The answers as JSON. Fields come in the order of the tables in docs/bpfreloc-explain.md; new ones
// may come, those that are there stay.
#include "explain.h"
#include "support/json.h"
#include "support/utf8.h"

namespace btfkit::relocator {
namespace {

constexpr uint32_t kVersion = 1;

std::string_view verdict_name(Reach::Verdict verdict) {
  switch (verdict) {
    case Reach::Verdict::kReached:
      return "reached";
    case Reach::Verdict::kGuarded:
      return "guarded";
    case Reach::Verdict::kDead:
      return "dead";
    case Reach::Verdict::kUncalled:
      return "uncalled";
    case Reach::Verdict::kUnknown:
      return "unknown";
  }
  __builtin_unreachable();
}

class Writer {
 public:
  std::string run(const std::vector<Explained>& all, bool failures_only) && {
    json_.in('{', '}', [&] {
      json_.field("version", kVersion);
      text("object", all.empty() ? "" : all.front().object);
      array("targets", all, [&](const Explained& one) { write(one, failures_only); });
    });
    return std::move(json_).take() + "\n";
  }

 private:
  void text(std::string_view name, std::string_view value) { json_.field(name, as_utf8(value)); }
  template <typename Number>
  void number(std::string_view name, const std::optional<Number>& value) {
    json_.name(name);
    if (value) {
      json_.value(*value);
    } else {
      json_.literal("null");
    }
  }
  // Also where it is empty.
  template <typename List, typename Write>
  void array(std::string_view name, const List& list, Write write) {
    json_.name(name);
    json_.in('[', ']', [&] {
      for (const auto& one : list) write(one);
    });
  }
  template <typename List>
  void texts(std::string_view name, const List& list) {
    array(name, list, [&](const std::string& one) { json_.value(as_utf8(one)); });
  }
  template <typename Write>
  void object(std::string_view name, bool is_there, Write write) {
    json_.name(name);
    if (is_there) {
      json_.in('{', '}', write);
    } else {
      json_.literal("null");
    }
  }

  void write(const Explained& one, bool failures_only) {
    json_.in('{', '}', [&] {
      text("target", one.target);
      text("kernel", one.kernel);
      json_.name("relocations");
      json_.in('[', ']', [&] {
        for (size_t i = 0; i < one.relocations.size(); ++i) {
          if (!failures_only || is_failure(one.relocations[i])) write(i, one.relocations[i]);
        }
      });
      json_.name("counts");
      json_.in('{', '}', [&] {
        for (size_t i = 0; i < kStatusCount; ++i) {
          auto status = static_cast<Status>(i);
          json_.field(name_of(status), one.count(status));
        }
      });
      json_.name("ok");
      json_.literal(one.is_bad() ? "false" : "true");
    });
  }

  void write(size_t index, const Explanation& one) {
    json_.in('{', '}', [&] {
      json_.field("index", index);
      text("section", one.section);
      json_.field("offset", one.offset);
      text("function", one.function);
      text("kind", kind_name(one.kind));
      object("source", one.source.has_value(), [&] {
        text("file", one.source->file);
        json_.field("line", one.source->line);
        json_.field("column", one.source->column);
        text("text", one.source->text);
      });
      write("local", one.local, one.local_value);
      write("target", one.target, one.target_value);
      text("module", one.module);
      text("unit", one.unit);
      object("widths", one.widths.has_value(), [&] {
        json_.field("local", one.widths->first);
        json_.field("target", one.widths->second);
      });
      text("status", name_of(one.status));
      text("why", one.why);
      texts("nearest", one.nearest);
      text("advice", one.advice);
      array("candidates", one.candidates, [&](const CandidateAnswer& candidate) {
        json_.in('{', '}', [&] {
          text("type", candidate.type);
          number("value", candidate.value);
          text("why", candidate.why);
        });
      });
      object("reach", one.reach.has_value(), [&] {
        text("verdict", verdict_name(one.reach->verdict));
        texts("programs", one.reach->programs);
        array("guards", one.guards, [&](size_t guard) { json_.value(guard); });
        texts("variables", one.reach->variables);
      });
    });
  }

  void write(std::string_view name, const std::optional<Named>& side,
             const std::optional<uint64_t>& value) {
    object(name, side || value, [&] {
      text("type", side ? side->type : "");
      text("path", side ? side->path : "");
      text("expression", side ? side->text : "");
      number("value", value);
    });
  }

  Json json_;
};

}  // namespace

std::string explain_json(const std::vector<Explained>& all, bool failures_only) {
  return Writer().run(all, failures_only);
}

}  // namespace btfkit::relocator
