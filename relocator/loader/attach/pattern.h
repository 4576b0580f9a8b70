#pragma once

namespace loader {

// '*' stands for any letters or none, '?' for one.
bool is_pattern(const char* text);
bool matches(const char* name, const char* pattern);

}  // namespace loader
