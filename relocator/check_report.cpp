#include "check_report.h"

#include <algorithm>
#include <utility>

#include "support/json.h"

namespace btfkit::relocator {
namespace {

// "fails: 6.1.btf: prog.o: program 'f': ... (and 2 more)"
std::string line_of(const Verdict& verdict) {
  if (!verdict.errors.empty()) {
    std::string line =
        fmt::format("fails: {}: {}", verdict.target, verdict.errors.front().message());
    if (verdict.errors.size() > 1) line += fmt::format(" (and {} more)", verdict.errors.size() - 1);
    return line;
  }
  std::string line = fmt::format("ok: {}: {}", verdict.target, verdict.object);
  if (verdict.poisoned > 0) {
    line += fmt::format(": {} of {} relocations poisoned", verdict.poisoned, verdict.relocations);
  }
  return line;
}

std::string text_of(const std::vector<CheckedTarget>& targets) {
  std::string text;
  for (const CheckedTarget& target : targets) {
    for (const Verdict& verdict : target.verdicts) text += line_of(verdict) + "\n";
  }
  return text;
}

// '|' ends a cell.
std::string cell(std::string_view content) {
  std::string text = " ";
  for (char c : content) text += c == '|' ? std::string("\\|") : std::string(1, c);
  return text + " |";
}

std::string table_of(const std::vector<CheckedTarget>& targets) {
  std::string text = "| object |";
  for (const CheckedTarget& target : targets) text += cell(target.target);
  text += "\n|---|";
  for (size_t i = 0; i < targets.size(); ++i) text += "---|";
  text += "\n";
  size_t objects = targets.empty() ? 0 : targets.front().verdicts.size();
  for (size_t i = 0; i < objects; ++i) {
    text += "|" + cell(targets.front().verdicts[i].object);
    for (const CheckedTarget& target : targets) {
      const Verdict& verdict = target.verdicts[i];
      if (!verdict.errors.empty()) {
        text += cell("**fails**");
      } else if (verdict.poisoned > 0) {
        text += cell(fmt::format("ok, {} poisoned", verdict.poisoned));
      } else {
        text += cell("ok");
      }
    }
    text += "\n";
  }
  return text;
}

void add_texts(Json& json, std::string_view name, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  json.name(name);
  json.in('[', ']', [&] {
    for (const std::string& text : texts) json.value(std::string_view(text));
  });
}

std::string json_of(const std::vector<CheckedTarget>& targets) {
  Json json;
  json.in('{', '}', [&] {
    json.list("targets", targets, [&](const CheckedTarget& target) {
      json.field("target", std::string_view(target.target));
      add_texts(json, "warnings", target.warnings);
      json.list("objects", target.verdicts, [&](const Verdict& verdict) {
        json.field("object", std::string_view(verdict.object));
        json.name("ok");
        json.literal(verdict.errors.empty() ? "true" : "false");
        if (verdict.errors.empty()) {
          json.field("relocations", verdict.relocations);
          json.field("poisoned", verdict.poisoned);
        }
        std::vector<std::string> errors;
        for (const Error& error : verdict.errors) errors.push_back(error.message());
        add_texts(json, "errors", errors);
        add_texts(json, "warnings", verdict.warnings);
      });
    });
  });
  return std::move(json).take() + '\n';
}

}  // namespace

const std::map<std::string, CheckFormat>& check_formats() {
  static const std::map<std::string, CheckFormat> formats = {
      {"text", CheckFormat::kText}, {"table", CheckFormat::kTable}, {"json", CheckFormat::kJson}};
  return formats;
}

std::string describe(const std::vector<CheckedTarget>& targets, CheckFormat format) {
  switch (format) {
    case CheckFormat::kText:
      return text_of(targets);
    case CheckFormat::kTable:
      return table_of(targets);
    case CheckFormat::kJson:
      return json_of(targets);
  }
  std::unreachable();
}

}  // namespace btfkit::relocator
