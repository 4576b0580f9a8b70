// Makes manual pages and completion of a tool's option table, which is on standard input:
//
//   make_pages VERSION DOCS FOLDER
//
// takes what a page is about from DOCS/TOOL.md and DOCS/TOOL-COMMAND.md, where there are such, and
// writes FOLDER/man1/*.1, FOLDER/bash/TOOL, FOLDER/zsh/_TOOL and FOLDER/fish/TOOL.fish.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "tool.h"

namespace {

namespace fs = std::filesystem;
using namespace btfkit::pages;

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  if (!(file << text << std::flush)) throw std::runtime_error(path.string() + ": can't write it");
}

std::string about(const fs::path& page) {
  std::ifstream file(page, std::ios::binary);
  return first_paragraph(std::string(std::istreambuf_iterator<char>(file), {}));
}

void write_all(const Tool& tool, const fs::path& folder) {
  write(folder / "man1" / (tool.name + ".1"), man_page(tool));
  for (const Command& command : tool.commands) {
    write(folder / "man1" / (tool.name + "-" + command.name + ".1"), man_page(tool, command));
  }
  for (const Command& way : tool.ways) {
    write(folder / "man1" / (tool.name + "-" + way.name + ".1"), man_page_of_way(tool, way));
  }
  write(folder / "bash" / tool.name, bash_completion(tool));
  write(folder / "zsh" / ("_" + tool.name), zsh_completion(tool));
  write(folder / "fish" / (tool.name + ".fish"), fish_completion(tool));
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) {
    std::fputs("usage: make_pages VERSION DOCS FOLDER < OPTION-TABLE\n", stderr);
    return 2;
  }
  Tool tool = read_table(std::string(std::istreambuf_iterator<char>(std::cin), {}));
  tool.version = argv[1];
  tool.alone.about = about(fs::path(argv[2]) / (tool.name + ".md"));
  for (Command& command : tool.commands) {
    command.about = about(fs::path(argv[2]) / (tool.name + "-" + command.name + ".md"));
  }
  write_all(tool, argv[3]);
  return 0;
} catch (const std::exception& exception) {
  std::fprintf(stderr, "make_pages: %s\n", exception.what());
  return 1;
}
