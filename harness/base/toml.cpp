// See toml.hpp.
#include "harness/base/toml.hpp"

#include <algorithm>
#include <ranges>
#include <vector>

#include <fmt/format.h>

#include "harness/base/toml_depth.hpp"
#include "harness/base/utf8.hpp"

namespace xner {
namespace {

struct GaveUp {};

bool gives_up(std::string_view text) {
  try {
    static_cast<void>(toml::parse(text));
  } catch (const GaveUp&) {
    return true;
  } catch (const toml::parse_error&) {
    return false;
  }
  return false;
}

/// toml++ does not say where: the first line that it does not get past, counted from 1.
std::size_t line_of_giving_up(std::string_view text) {
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\n') ends.push_back(i + 1);
  const auto line = std::ranges::partition_point(
      ends, [text](std::size_t end) { return !gives_up(text.substr(0, end)); });
  return static_cast<std::size_t>(line - ends.begin()) + 1;
}

}  // namespace

void toml_gave_up() { throw GaveUp{}; }

Place toml_place(const toml::source_region& source, const std::string& name) {
  return {name, source.begin.line, source.begin.column};
}

toml::table parse_toml_table(std::string_view text, const std::string& name) {
  check_toml_depth(text, name);
  // toml++ reports by its own exception type; here it becomes the project's.
  try {
    return toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    throw Error(ErrorKind::kUsage,
                fmt::format("not valid TOML: {}", shortened(error.description(), 300)),
                toml_place(error.source(), name), "put a value in quotes if a string is meant");
  } catch (const GaveUp&) {
    throw Error(ErrorKind::kUsage, "expected a key, a value, a date or a time, found none",
                Place{name, line_of_giving_up(text), 0},
                "the line is not valid TOML; put a value in quotes if a string is meant");
  }
}

}  // namespace xner
